package fleet

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
)

// feed is one stream of a host, and how far it was read.
type feed struct {
	host    *host
	key     string
	label   string // of its lines
	samples bool

	bad     bool // the key is no stream
	strange bool // it had entries of others, and that was said

	began  bool
	last   exchange.ID // read
	next   uint64      // number of the line that should come next
	open   bool        // the last block sent ended in an open line
	offset int64       // of what comes next in all that was sent
	parser line.Parser
}

func newFeed(h *host, name string) *feed {
	if name == "" {
		return &feed{host: h, key: h.keys.Samples(), label: h.name, samples: true}
	}
	return &feed{host: h, key: h.keys.Lines(name), label: h.name + "/" + name}
}

// take makes batches of entries, oldest first.
func (f *feed) take(entries []exchange.Entry, now time.Time) (all []source.Batch) {
	var b source.Batch
	send := func() {
		if !b.Empty() {
			all = append(all, b)
		}
		b = source.Batch{Source: f.label, At: now}
	}
	send()
	for i := range entries {
		e := &entries[i]
		if f.began && e.ID.Seq > f.next {
			send()
			b.Notices = append(b.Notices, f.gap(e.ID.Seq-f.next))
		}
		f.began, f.last, f.next = true, e.ID, e.ID.Seq+exchange.Step(e.N)
		switch e.Kind {
		case exchange.Samples:
			b.Samples = append(b.Samples, f.numbers(e)...)
		case exchange.Notice:
			send()
			b.Notices = append(b.Notices, source.Notice{Severity: source.Severity(e.Severity), Text: e.Text, Lost: e.Lost})
			send()
		case exchange.Lines:
			if k, ok := f.block(e); ok {
				if len(b.Notices) > 0 || !join(&b.Lines, k) {
					send()
					b.Lines = k
				}
				f.open = k.Open
				f.offset += int64(len(k.Data))
			}
		}
	}
	send()
	return all
}

// gap is what to say of what was trimmed away before it was read.
func (f *feed) gap(n uint64) source.Notice {
	if f.samples {
		return source.Notice{Severity: source.Warn, Text: fmt.Sprintf("%d times samples of %s were trimmed before they were read", n, f.label)}
	}
	f.open = false
	return source.Notice{Severity: source.Warn, Lost: int64(min(n, 1<<53)), Text: fmt.Sprintf("%d lines were trimmed before they were read", n)}
}

// block is an entry's lines. What goes on with a line whose beginning nobody
// saw is left out.
func (f *feed) block(e *exchange.Entry) (k source.Block, ok bool) {
	text := e.Text
	if k.Head = e.Head; !f.open {
		text, k.Head = text[k.Head:], 0
	}
	if text == "" {
		return k, false
	}
	k.Data, k.Open, k.Offset = []byte(text), e.Open, f.offset
	rest := k.Data[k.Head:]
	k.Lines = bytes.Count(rest, newline)
	if len(rest) > 0 && rest[len(rest)-1] != '\n' {
		k.Lines++
	}
	f.host.lines += k.Lines
	for l := range bytes.Lines(rest) {
		if f.parser.Level(l) >= line.Error {
			f.host.errs++
		}
	}
	return k, true
}

// join appends k to b where that leaves a block.
func join(b *source.Block, k source.Block) bool {
	n := len(b.Data)
	if n == 0 || n+len(k.Data) > blockSize || k.Head > 0 || b.Data[n-1] != '\n' {
		return false
	}
	b.Data, b.Lines, b.Open = append(b.Data, k.Data...), b.Lines+k.Lines, k.Open
	return true
}

// numbers are an entry's samples.
func (f *feed) numbers(e *exchange.Entry) []source.Sample {
	at := time.UnixMilli(e.At)
	all := make([]source.Sample, 0, len(e.Values)/2)
	for i := 0; i+1 < len(e.Values); i += 2 {
		v, unit, err := exchange.ParseValue(e.Values[i+1])
		if err != nil {
			continue
		}
		name := e.Values[i]
		all = append(all, source.Sample{At: at, Series: f.host.name + "." + name, Value: v, Unit: unit})
		switch name {
		case "cpu.idle":
			f.host.cpu = strconv.FormatFloat(100-v, 'f', 1, 64) + " %"
		case "load":
			f.host.load = strconv.FormatFloat(v, 'f', 2, 64)
		}
	}
	return all
}

var newline = []byte{'\n'}
