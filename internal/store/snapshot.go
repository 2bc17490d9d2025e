package store

import (
	"bytes"
	"sort"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Snapshot is the log at one moment. It is cheap to take and to drop, stays
// valid for as long as it is wanted, and does not keep dropped text alive:
// lines that the store has dropped since then can no longer be read.
type Snapshot struct {
	First uint64 // the oldest line kept
	Next  uint64 // one behind the newest line
	Total Total

	blocks []*block
}

// Total sums up all sources.
type Total struct {
	Lines       uint64  // received
	Rate        float64 // lines a second, over the last two seconds
	Bytes       int64   // memory that the lines kept take up
	Evicted     uint64  // lines no longer kept
	Cut         uint64
	Lost        uint64
	LostUnknown uint64
	Ended       bool // no source will send any more
}

// Line is one line or notice as a reader sees it.
type Line struct {
	Seq    uint64
	Source string
	At     time.Time // arrival
	// Text is the line without its end, at most MaxLine bytes. It must not be
	// changed.
	Text   []byte
	Rest   int64 // bytes of the line beyond Text
	Open   bool  // its end has not come yet
	Offset int64 // in its file or stream
	// Notice says that rtwatch itself speaks, about the source.
	Notice   bool
	Severity source.Severity
}

// Snapshot returns the log as it is now.
func (s *Store) Snapshot() Snapshot {
	now := s.now()
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := Snapshot{First: s.log.first(), Next: s.log.next, blocks: s.log.blocks}
	v.Total = Total{Bytes: s.log.bytes, Rate: s.rate.perSecond(now), Ended: s.done}
	for _, o := range s.order {
		v.Total.Lines += o.stat.Lines
		v.Total.Evicted += o.stat.Evicted
		v.Total.Cut += o.stat.Cut
		v.Total.Lost += o.stat.Lost
		v.Total.LostUnknown += o.stat.LostUnknown
	}
	return v
}

// Lines appends up to n lines to dst, from the line seq on, oldest first.
// Lines that are not kept, or are newer than v, are left out.
func (v *Snapshot) Lines(dst []Line, seq uint64, n int) []Line {
	seq = max(seq, v.First)
	i := sort.Search(len(v.blocks), func(i int) bool { return v.blocks[i].seq > seq })
	for i > 0 && (i == len(v.blocks) || v.blocks[i].seq > seq) {
		i--
	}
	for want := len(dst) + n; i < len(v.blocks) && len(dst) < want && seq < v.Next; i++ {
		b := v.blocks[i]
		t := b.text.Load()
		if t == nil || b.seq+uint64(t.lines) <= seq {
			continue
		}
		dst = b.lines(dst, t, seq, want, v.Next)
		seq = b.seq + uint64(t.lines)
	}
	return dst
}

// lines appends the block's lines from seq on and before next to dst, until
// dst holds want.
func (b *block) lines(dst []Line, t *text, seq uint64, want int, next uint64) []Line {
	pos := t.head
	for at := b.seq; pos < len(t.data) && len(dst) < want && at < next; at++ {
		end := bytes.IndexByte(t.data[pos:], '\n')
		if end < 0 {
			end = len(t.data)
		} else {
			end += pos
		}
		if at >= seq {
			line := Line{
				Seq: at, Source: b.origin.stat.Name, At: b.at, Offset: b.offset + int64(pos),
				Text: t.data[pos:end:end], Notice: b.notice, Severity: b.severity,
			}
			if end == len(t.data) && t.open {
				b.join(&line)
			}
			dst = append(dst, line)
		}
		pos = end + 1
	}
	return dst
}

// join completes line, which b leaves open, from the blocks that go on with
// it.
func (b *block) join(line *Line) {
	line.Open = true
	joined := false
	for b = b.rest.Load(); b != nil; b = b.rest.Load() {
		t := b.text.Load()
		if t == nil {
			return
		}
		head := t.data[:t.head]
		line.Open = t.open && t.head == len(t.data)
		head = bytes.TrimSuffix(head, newline)
		if room := MaxLine - len(line.Text); room > 0 {
			if !joined {
				line.Text, joined = append(make([]byte, 0, MaxLine), line.Text...), true
			}
			take := min(room, len(head))
			line.Text = append(line.Text, head[:take]...)
			head = head[take:]
		}
		line.Rest += int64(len(head))
		if !line.Open {
			return
		}
	}
}

// lastStart returns where the last line of data begins.
func lastStart(data []byte) int {
	return bytes.LastIndexByte(data[:len(data)-1], '\n') + 1
}

var newline = []byte{'\n'}
