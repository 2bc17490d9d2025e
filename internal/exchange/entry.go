package exchange

import (
	"fmt"
	"strconv"
	"strings"
)

// ID is the id of a stream's entry. Seq is not the counter of a millisecond
// but the number of the entry's first line in the stream, so that the next
// entry's tells whether something between was trimmed away.
type ID struct{ MS, Seq uint64 }

func (i ID) String() string {
	b := make([]byte, 0, 32)
	b = strconv.AppendUint(b, i.MS, 10)
	b = append(b, '-')
	return string(strconv.AppendUint(b, i.Seq, 10))
}

// ParseID reads what the server says an id is.
func ParseID(s string) (ID, error) {
	ms, seq, ok := strings.Cut(s, "-")
	m, err := strconv.ParseUint(ms, 10, 64)
	if ok && err == nil {
		var n uint64
		if n, err = strconv.ParseUint(seq, 10, 64); err == nil {
			return ID{m, n}, nil
		}
	}
	return ID{}, fmt.Errorf("%q is no id of a stream's entry", s)
}

// Kind is what an entry holds.
type Kind uint8

// The kinds of an entry.
const (
	Lines Kind = iota + 1
	Notice
	Samples
)

// Entry is one entry of a stream. Its fields there are, in this order:
//
//	.        WRITER RECORD TIME       who wrote it, as its how manieth, when (ms)
//	n        3                        lines that begin in text
//	head     12                       bytes that go on with the line before; or not there
//	open     1                        the last line goes on in the next entry; or not there
//	text     …
//
//	notice   1                        severity: 0 info, 1 warning, 2 failure
//	lost     400                      lines that are lost, -1: unknown; or not there
//	text     …
//
//	cpu.user "3.1 %"                  a series: its value and unit, any number of times
type Entry struct {
	ID     ID
	Writer string // the spool it was written from
	Record uint64 // its number there
	At     int64  // ms, by the host's clock
	Kind   Kind

	N        int
	Head     int
	Open     bool
	Severity int
	Lost     int64
	Text     string
	Values   []string // name, value, name, value …
}

// Step is by how much the entry's successor is numbered higher.
func Step(lines int) uint64 { return uint64(max(lines, 1)) }

// Fields appends what the entry is in Redis: names and values by turns.
func (e *Entry) Fields(to []string) []string {
	to = append(to, ".", e.Writer+" "+strconv.FormatUint(e.Record, 10)+" "+strconv.FormatInt(e.At, 10))
	switch e.Kind {
	case Lines:
		to = append(to, "n", strconv.Itoa(e.N))
		if e.Head > 0 {
			to = append(to, "head", strconv.Itoa(e.Head))
		}
		if e.Open {
			to = append(to, "open", "1")
		}
		to = append(to, "text", e.Text)
	case Notice:
		to = append(to, "notice", strconv.Itoa(e.Severity))
		if e.Lost != 0 {
			to = append(to, "lost", strconv.FormatInt(e.Lost, 10))
		}
		to = append(to, "text", e.Text)
	case Samples:
		to = append(to, e.Values...)
	}
	return to
}

// ParseEntry reads an entry of a stream of lines and notices, or of samples.
// Nothing in it is believed: numbers that cannot be are an error.
func ParseEntry(id string, fields []string, samples bool) (Entry, error) {
	e := Entry{Kind: Lines}
	var err error
	if e.ID, err = ParseID(id); err != nil {
		return e, err
	}
	if len(fields) < 2 || fields[0] != "." || len(fields)%2 != 0 {
		return e, fmt.Errorf("entry %s was not written by rtwatch push", id)
	}
	writer, rest, _ := strings.Cut(fields[1], " ")
	record, at, _ := strings.Cut(rest, " ")
	e.Writer = writer
	e.Record, err = strconv.ParseUint(record, 10, 64)
	number := func(s string, least, most int64) int64 {
		n, fault := strconv.ParseInt(s, 10, 64)
		if fault == nil && (n < least || n > most) {
			fault = strconv.ErrRange
		}
		if err == nil {
			err = fault
		}
		return n
	}
	e.At = number(at, 0, 1<<53)
	if samples {
		e.Kind, e.Values = Samples, fields[2:]
	} else {
		for i := 2; i < len(fields); i += 2 {
			switch v := fields[i+1]; fields[i] {
			case "n":
				e.N = int(number(v, 0, 1<<31))
			case "head":
				e.Head = int(number(v, 0, 1<<31))
			case "open":
				e.Open = v == "1"
			case "notice":
				e.Kind, e.Severity = Notice, int(number(v, 0, 2))
			case "lost":
				e.Lost = number(v, -1, 1<<53)
			case "text":
				e.Text = v
			}
		}
		e.N, e.Head = min(e.N, len(e.Text)), min(e.Head, len(e.Text))
	}
	if err != nil {
		return e, fmt.Errorf("entry %s was not written by rtwatch push: %w", id, err)
	}
	return e, nil
}

// FormatValue is a sample as it stands in an entry.
func FormatValue(v float64, unit string) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if unit != "" {
		s += " " + unit
	}
	return s
}

// ParseValue reads a sample's value and unit.
func ParseValue(s string) (v float64, unit string, err error) {
	s, unit, _ = strings.Cut(s, " ")
	v, err = strconv.ParseFloat(s, 64)
	return v, unit, err
}
