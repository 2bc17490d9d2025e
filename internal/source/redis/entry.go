package redis

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// entryID is the id of an entry of a stream; they only grow.
// https://redis.io/docs/latest/develop/data-types/streams/#entry-ids
type entryID struct{ ms, seq uint64 }

// parseID reads MS-SEQ, or MS for its lowest.
func parseID(text string) (id entryID, ok bool) {
	ms, seq, whole := strings.Cut(text, "-")
	var err error
	if id.ms, err = strconv.ParseUint(ms, 10, 64); err != nil {
		return entryID{}, false
	}
	if whole {
		if id.seq, err = strconv.ParseUint(seq, 10, 64); err != nil {
			return entryID{}, false
		}
	}
	return id, true
}

func (i entryID) String() string { return string(i.append(nil)) }

func (i entryID) append(b []byte) []byte {
	b = strconv.AppendUint(b, i.ms, 10)
	b = append(b, '-')
	return strconv.AppendUint(b, i.seq, 10)
}

func (i entryID) compare(o entryID) int {
	return cmp.Or(cmp.Compare(i.ms, o.ms), cmp.Compare(i.seq, o.seq))
}

func (i entryID) less(o entryID) bool { return i.compare(o) < 0 }

// next is the lowest id above i; i itself if there is none.
func (i entryID) next() entryID {
	switch {
	case i.seq < math.MaxUint64:
		return entryID{i.ms, i.seq + 1}
	case i.ms < math.MaxUint64:
		return entryID{i.ms + 1, 0}
	}
	return i
}

// prev is the highest id below i; i itself if there is none.
func (i entryID) prev() entryID {
	switch {
	case i.seq > 0:
		return entryID{i.ms, i.seq - 1}
	case i.ms > 0:
		return entryID{i.ms - 1, math.MaxUint64}
	}
	return i
}

// time is when the entry was added, unless its id was made up.
func (i entryID) time(now time.Time) (at time.Time, ok bool) {
	if i.ms > math.MaxInt64/uint64(time.Millisecond) {
		return time.Time{}, false
	}
	at = time.UnixMilli(int64(i.ms))
	return at, at.Sub(now).Abs() <= timeReach
}

// entry is one entry of a stream.
type entry struct {
	id     entryID
	fields []string // each before its value
}

// parseEntry reads an entry of an answer, and how many bytes it has.
func parseEntry(m rueidis.RedisMessage) (e entry, size int, err error) {
	parts, err := m.ToArray()
	if err != nil || len(parts) != 2 {
		return e, 0, fault("an entry of a stream without its parts")
	}
	text, err := parts[0].ToString()
	id, ok := parseID(text)
	if err != nil || !ok {
		return e, 0, fault("an entry of a stream with the id %.40q", text)
	}
	e.id = id
	if parts[1].IsNil() {
		return e, 0, nil
	}
	e.fields, err = parts[1].AsStrSlice()
	if err != nil || len(e.fields)%2 != 0 {
		return e, 0, fault("an entry of a stream with half a field")
	}
	for _, f := range e.fields {
		size += len(f)
	}
	return e, size, nil
}

// appendEntry writes an entry as one line, its end included: its time or else
// its id, a space, and the value of its only field, or key=value pairs. It
// reports how many bytes have found no room.
func appendEntry(b []byte, e entry, now time.Time) (line []byte, left int) {
	if at, ok := e.id.time(now); ok {
		b = at.UTC().AppendFormat(b, stamp)
	} else {
		b = e.id.append(b)
	}
	b = append(b, ' ')
	if len(e.fields) == 2 {
		value := e.fields[1]
		text := fit(value, maxText)
		b = appendMember(b, id{text: value, size: len(value)}, maxText)
		return append(b, '\n'), len(value) - len(text)
	}
	b, left = appendPairs(b, e.fields, maxText)
	if left > 0 {
		b = appendLeft(b, left)
	}
	return append(b, '\n'), left
}

// appendPairs writes fields as key=value pairs in at most n bytes, and returns
// how many of theirs are left out, the = and spaces between them included. A
// text that is empty or holds a space, =, " or a control character is quoted,
// with \ before " and \, and \n, \r, \t: so what is written can be read again.
func appendPairs(b []byte, fields []string, n int) (line []byte, left int) {
	limit := len(b) + n
	for i, text := range fields {
		// Quoted, each byte takes two at most; = or a space and the quotes are three.
		whole, room := text, (limit-len(b)-4)/2
		if left > 0 || len(text) > room && room <= 0 {
			left += len(text) + 1
			continue
		}
		if text = head(text, room); text == "" && whole != "" {
			left = len(whole) + 1
			continue
		}
		left = len(whole) - len(text)
		switch {
		case i%2 == 1:
			b = append(b, '=')
		case i > 0:
			b = append(b, ' ')
		}
		b = appendQuoted(b, text)
	}
	return b, left
}

// appendQuoted writes a text of a pair.
func appendQuoted(b []byte, text string) []byte {
	plain := text != ""
	for i := 0; i < len(text) && plain; i++ {
		c := text[i]
		plain = c > ' ' && c != '=' && c != '"' && c != 0x7f
	}
	if plain {
		return append(b, text...)
	}
	b = append(b, '"')
	for i := range len(text) {
		switch c := text[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// from is where to begin in a stream.
type from struct {
	after  entryID // behind this entry
	newest int     // or, if not 0, with the newest so many
	end    bool    // or with those yet to come
}

// parseFrom reads a --from.
func parseFrom(text string) (from, error) {
	switch {
	case text == "":
		return from{newest: defaultNewest}, nil
	case text == "$":
		return from{end: true}, nil
	case text[0] == '-':
		if n, err := strconv.Atoi(text[1:]); err == nil && n >= 1 && n <= maxNewest {
			return from{newest: n}, nil
		}
		return from{}, fmt.Errorf("--from %q: expected -1 to -%d for the newest entries", text, maxNewest)
	}
	after, ok := parseID(text)
	if !ok {
		return from{}, fmt.Errorf("--from %q: expected an entry's id such as 1700000000000-0, 0 for all entries, $ for those yet to come, or -N for the newest N", text)
	}
	return from{after: after}, nil
}
