package redis

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

func TestEntryText(t *testing.T) {
	ms := uint64(noon.UnixMilli())
	tests := []struct {
		name   string
		id     entryID
		fields []string
		want   string
	}{
		{"one field", entryID{ms, 0}, []string{"msg", "a b=\"c\""}, `2026-11-05T12:00:00.000Z a b="c"`},
		{"one field of lines", entryID{ms, 1}, []string{"msg", "a\r\nb"}, `2026-11-05T12:00:00.000Z a\r\nb`},
		{"JSON", entryID{ms + 5, 0}, []string{"json", `{"a":1}`}, `2026-11-05T12:00:00.005Z {"a":1}`},
		{"no value", entryID{ms, 0}, []string{"a", ""}, "2026-11-05T12:00:00.000Z "},
		{"pairs", entryID{ms, 0}, []string{"cpu", "3.1", "host", "web1"}, "2026-11-05T12:00:00.000Z cpu=3.1 host=web1"},
		{"quoted", entryID{ms, 0}, []string{"a", "", "b", "x y", "c=d", "\"\\", "e", "\n\r\t", "f", `\`}, `2026-11-05T12:00:00.000Z a="" b="x y" "c=d"="\"\\" e="\n\r\t" f=\`},
		{"twice the same", entryID{ms, 0}, []string{"a", "1", "a", "2"}, "2026-11-05T12:00:00.000Z a=1 a=2"},
		{"an id that is no time", entryID{1, 1}, []string{"a", "1"}, "1-1 1"},
		{"the highest id", entryID{math.MaxUint64, math.MaxUint64}, []string{"a", "1"}, "18446744073709551615-18446744073709551615 1"},
	}
	for _, tt := range tests {
		got, left := appendEntry(nil, entry{tt.id, tt.fields}, noon)
		if string(got) != tt.want+"\n" || left != 0 {
			t.Errorf("%s: %q, %d left; want %q", tt.name, got, left, tt.want)
		}
	}
}

// readPairs reads what appendPairs writes, as a reader of logfmt would.
func readPairs(text string) (fields []string, ok bool) {
	for text != "" {
		var b strings.Builder
		if text[0] == '"' {
			i := 1
			for ; i < len(text) && text[i] != '"'; i++ {
				if text[i] != '\\' {
					b.WriteByte(text[i])
					continue
				}
				if i++; i == len(text) {
					return nil, false
				}
				at := strings.IndexByte(`nrt"\`, text[i])
				if at < 0 {
					return nil, false
				}
				b.WriteByte("\n\r\t\"\\"[at])
			}
			if i == len(text) {
				return nil, false
			}
			text = text[i+1:]
		} else {
			end := strings.IndexAny(text, "= ")
			if end < 0 {
				end = len(text)
			}
			b.WriteString(text[:end])
			text = text[end:]
		}
		fields = append(fields, b.String())
		want := byte('=')
		if len(fields)%2 == 0 {
			want = ' '
		}
		if text == "" {
			break
		}
		if text[0] != want {
			return nil, false
		}
		text = text[1:]
	}
	return fields, len(fields)%2 == 0
}

// FuzzPairs writes any fields and reads them again: all of them, or where they
// are cut a beginning and how much is missing.
func FuzzPairs(f *testing.F) {
	f.Add("a\x001\x00b\x00x y", 1000)
	f.Add("=\x00\"\x00\\\x00\n\x00\x00\xff", 1000)
	f.Add("key\x00"+strings.Repeat("é", 40), 30)
	f.Fuzz(func(t *testing.T, joined string, limit int) {
		fields := strings.Split(joined, "\x00")
		if len(fields)%2 != 0 {
			fields = append(fields, "")
		}
		limit = min(max(limit, 16), 1<<16)
		line, left := appendPairs(nil, fields, limit)
		if len(line) > limit {
			t.Fatalf("%d bytes, at most %d are allowed", len(line), limit)
		}
		if strings.ContainsAny(string(line), "\n\r\t") {
			t.Fatalf("%q is not one line", line)
		}
		all := len(strings.Join(fields, ""))
		if left == 0 {
			if got, ok := readPairs(string(line)); !ok || !slices.Equal(got, fields) {
				t.Fatalf("%q reads as %q (%v), want %q", line, got, ok, fields)
			}
			return
		}
		got, _ := readOdd(string(line))
		shown := strings.Join(got, "")
		if !strings.HasPrefix(strings.Join(fields, ""), shown) || len(shown)+left != all+len(fields)-len(got) {
			t.Fatalf("%q shows %d bytes and leaves out %d of %d", line, len(shown), left, all)
		}
	})
}

// readOdd is readPairs for what may end behind a key.
func readOdd(text string) (fields []string, ok bool) {
	if fields, ok = readPairs(text); ok {
		return fields, true
	}
	if fields, ok = readPairs(text + "=x"); ok {
		return fields[:len(fields)-1], true
	}
	return nil, text == ""
}

func TestEntryIsCut(t *testing.T) {
	for _, n := range []int{maxText/2 - 30, maxText/2 - 1, maxText / 2, maxText - 1, maxText, maxText + 1, 10 << 20} {
		for _, fields := range [][]string{
			{"a", strings.Repeat("x", n)},
			{"a", strings.Repeat("\n", n)},
			{"a", "1", "b", strings.Repeat("x", n), "c", "2"},
			{"a", strings.Repeat("\n", n), strings.Repeat("k", n), "2"},
		} {
			line, left := appendEntry(nil, entry{entryID{1, 1}, fields}, noon)
			if len(line) > source.MaxHeld {
				t.Errorf("a value of %d bytes makes a line of %d", n, len(line))
			}
			mark := " … +" + strconv.Itoa(left) + " bytes\n"
			if has := strings.HasSuffix(string(line), mark); has != (left > 0) {
				t.Errorf("%d bytes, %d left, and the line ends %q", n, left, line[len(line)-40:])
			}
			if n > maxText && left == 0 {
				t.Errorf("%d bytes have all found room", n)
			}
		}
	}
}

func TestEntryIDs(t *testing.T) {
	const most = math.MaxUint64
	order := []entryID{{0, 0}, {0, 1}, {0, most}, {1, 0}, {1, most}, {most, 0}, {most, most}}
	for i, id := range order {
		if got, ok := parseID(id.String()); !ok || got != id {
			t.Errorf("%v is read as %v, %v", id, got, ok)
		}
		if i > 0 && (!order[i-1].less(id) || id.less(order[i-1]) || !id.prev().less(id) || id.prev().next() != id) {
			t.Errorf("%v: out of order", id)
		}
	}
	if lowest, highest := order[0], order[len(order)-1]; lowest.prev() != lowest || highest.next() != highest {
		t.Error("there is nothing beyond the lowest and the highest")
	}
	for _, text := range []string{"", "-", "1-", "-1", "a", "1-2-3", "1-x", "18446744073709551616"} {
		if id, ok := parseID(text); ok {
			t.Errorf("%q is read as %v", text, id)
		}
	}
}

func TestFrom(t *testing.T) {
	for text, want := range map[string]from{
		"": {newest: 100}, "$": {end: true}, "0": {}, "0-0": {}, "-1": {newest: 1}, "-1000000": {newest: maxNewest},
		"17-3": {after: entryID{17, 3}}, "17": {after: entryID{17, 0}},
	} {
		if got, err := parseFrom(text); err != nil || got != want {
			t.Errorf("--from %q is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"-0", "-", "-1000001", "-x", "+", "1-", "now"} {
		if _, err := parseFrom(text); err == nil || !strings.Contains(err.Error(), "--from "+strconv.Quote(text)) {
			t.Errorf("--from %q: %v", text, err)
		}
	}
}

func TestNumeric(t *testing.T) {
	for text, want := range map[string]float64{"1": 1, "-2.5": -2.5, "1e3": 1000, strings.Repeat("0", maxDigits-1) + "7": 7} {
		if got, ok := numeric(text); !ok || got != want {
			t.Errorf("%q is %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "x", " 1", "nan", "inf", "-Inf", "1e999", strings.Repeat("0", maxDigits) + "7"} {
		if got, ok := numeric(text); ok {
			t.Errorf("%q is the number %v", text, got)
		}
	}
}

func TestEntrySamples(t *testing.T) {
	tests := []struct {
		name   string
		fields []string
		want   string
	}{
		{"fields", []string{"cpu", "3.5", "host", "web1", "mem", "7"}, "s.cpu=3.5 s.mem=7"},
		{"named", []string{"id", "7", "cpu", "1"}, "s.7.cpu=1"},
		{"one", []string{"cpu", "1"}, "s.cpu=1"},
		{"one without a name", []string{"", "1"}, "s=1"},
		{"JSON", []string{"json", `{"id":"a","x":{"y":2}}`}, "s.a.x.y=2"},
		{"text", []string{"msg", "hello"}, ""},
	}
	for _, tt := range tests {
		_, _, got := sent([]source.Batch{{Samples: newSampler("s", false).pairs(nil, tt.fields, "id", time.Time{})}})
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
