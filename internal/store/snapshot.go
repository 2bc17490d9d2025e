package store

import (
	"sort"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
)

// Snapshot is the log at one moment. It is cheap to take and to drop, stays
// valid for as long as it is wanted, and does not keep dropped text alive:
// lines that the store has dropped since then can no longer be read.
//
// Lines are numbered in order: from 0 those that came since the start, from -1
// downwards those that were in files before it, as they are found.
type Snapshot struct {
	First int64 // the oldest line
	Next  int64 // one behind the newest line
	Total Total
	Past  Progress

	past, live []*block
	cache      *cache
}

// Total sums up all sources.
type Total struct {
	Lines       uint64  // received, and found in the past
	Rate        float64 // lines a second, over the last two seconds
	ErrorRate   float64 // those of them with the level error and above; of a flood about so many
	Bytes       int64   // memory that the lines kept take up
	Evicted     uint64  // lines no longer kept
	Cut         uint64
	Lost        uint64
	LostUnknown uint64
	Ended       bool // no source will send any more
}

// Line is one line or notice as a reader sees it.
type Line struct {
	Seq    int64
	Source string
	At     time.Time // arrival; of the past: when its file was written to last
	Time   time.Time // what its record tells; zero: nothing
	Level  line.Level
	// Continues says that the line belongs to the record above it.
	Continues bool
	// Text is the line without its end, at most MaxLine bytes. It must not be
	// changed.
	Text   []byte
	Rest   int64 // bytes of the line beyond Text
	Open   bool  // its end has not come yet
	Offset int64 // in its file or stream
	// Notice says that rtwatch itself speaks, about the source. Gone says that
	// it stands for so many lines that can no longer be read.
	Notice   bool
	Gone     int
	Severity source.Severity
}

// Snapshot returns the log as it is now.
func (s *Store) Snapshot() Snapshot {
	now := s.now()
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := Snapshot{First: s.log.oldest(), Next: s.log.next, past: s.log.past, live: s.log.live, cache: &s.cache}
	v.Total = Total{Bytes: s.log.bytes + s.log.spare + s.log.index, Ended: s.done}
	v.Total.Rate, v.Total.ErrorRate = s.rate.perSecond(now)
	v.Past = s.history.progress
	for _, o := range s.order {
		v.Total.Lines += o.stat.Lines
		v.Total.Evicted += o.stat.Evicted
		v.Total.Cut += o.stat.Cut
		v.Total.Lost += o.stat.Lost
		v.Total.LostUnknown += o.stat.LostUnknown
	}
	return v
}

// blocks is the number of blocks in v, and block the one at i, oldest first.
func (v *Snapshot) blocks() int { return len(v.past) + len(v.live) }

func (v *Snapshot) block(i int) *block {
	if i < len(v.past) {
		return v.past[len(v.past)-1-i]
	}
	return v.live[i-len(v.past)]
}

// at returns the index of the block in which line seq begins, or of the first
// one behind it.
func (v *Snapshot) at(seq int64) int {
	n := v.blocks()
	i := sort.Search(n, func(i int) bool { return v.block(i).seq > seq })
	for i > 0 && (i == n || v.block(i).seq > seq) {
		i--
	}
	for i < n && v.block(i).seq+v.block(i).count() <= seq {
		i++
	}
	return i
}

// count is the number of lines that begin in b by now.
func (b *block) count() int64 { return int64(b.text.Load().lines) }

// Lines appends up to n lines to dst, from the line seq on, oldest first.
// Lines that are newer than v are left out; those that can no longer be read
// are one line together, Gone.
func (v *Snapshot) Lines(dst []Line, seq int64, n int) []Line {
	seq = max(seq, v.First)
	want := len(dst) + n
	for i := v.at(seq); i < v.blocks() && len(dst) < want && seq < v.Next; i++ {
		b := v.block(i)
		end := min(b.seq+b.count(), v.Next)
		if end <= seq {
			continue
		}
		if seq < b.seq { // between the past and what is kept of what came
			dst = append(dst, Line{Seq: seq, Gone: int(b.seq - seq), Source: everybody, At: b.at, Notice: true, Severity: source.Warn, Text: []byte(errGone.Error())})
			if seq = b.seq; len(dst) == want {
				break
			}
		}
		dst = v.cache.lines(dst, b, seq, min(end, seq+int64(want-len(dst))))
		seq = end
	}
	return dst
}

// everybody is the source of lines that are gone of all sources.
const everybody = "all sources"

// lines appends the lines from one number to another, which begin in b.
func (c *cache) lines(dst []Line, b *block, from, to int64) []Line {
	p, err := c.page(b)
	if err != nil {
		gone := b.missing(from, err)
		if n := len(dst); n > 0 && dst[n-1].Gone > 0 && dst[n-1].Source == gone.Source && string(dst[n-1].Text) == string(gone.Text) {
			dst[n-1].Gone += gone.Gone
			return dst
		}
		return append(dst, gone)
	}
	var (
		above   Line // the record that the next line may belong to
		known   bool
		scratch line.Parser
	)
	for seq := from; seq < to && seq-b.seq < int64(len(p.lines)); seq++ {
		i := int(seq - b.seq)
		if r := &p.runs[p.lines[i].run]; r.missing > 0 {
			n := 1
			for seq+int64(n) < to && i+n < len(p.lines) && p.lines[i+n].run == p.lines[i].run {
				n++
			}
			dst = append(dst, Line{Seq: seq, Gone: n, Source: r.Source, At: r.At, Notice: true, Severity: source.Warn, Text: []byte(r.err.Error())})
			seq += int64(n) - 1
			known = false
			continue
		}
		l := p.line(b, i, &scratch)
		if l.Continues {
			if !known {
				above = p.head(b, i, &scratch)
			}
			l.Time, l.Level = above.Time, above.Level
		} else {
			above = l
		}
		known = true
		dst = append(dst, l)
	}
	return dst
}

// head returns the first line of the record to which line i belongs.
func (p *page) head(b *block, i int, scratch *line.Parser) Line {
	for k := i - 1; k >= 0 && i-k < maxRecord; k-- {
		if p.lines[k].run != p.lines[i].run {
			continue
		}
		if l := p.line(b, k, scratch); !l.Continues {
			return l
		}
	}
	return Line{}
}

// line returns line i of a page of b. A page is read by any number of
// goroutines: each brings a parser to use.
func (p *page) line(b *block, i int, parser *line.Parser) Line {
	r := &p.runs[p.lines[i].run]
	l := Line{
		Seq: b.seq + int64(i), Source: r.Source, At: r.arrived(int(p.lines[i].pos)), Offset: r.offset + int64(p.lines[i].pos),
		Text: p.text(i), Notice: b.notice, Severity: b.severity,
	}
	if i == len(p.lines)-1 {
		l.Open = r.open
		l.Rest = r.rest
	}
	switch start := int(p.lines[i].pos); {
	case r.gap == 0:
	case start > r.hole:
		l.Offset += r.gap
	case start+len(l.Text) >= r.hole:
		l.Rest += r.gap
	}
	if over := len(l.Text) - MaxLine; over > 0 {
		l.Text, l.Rest = l.Text[:MaxLine], l.Rest+int64(over)
	}
	if b.notice {
		return l
	}
	t := p.tell(i, l.Text, parser)
	l.Continues, l.Time, l.Level = t.continues, t.time, t.level
	return l
}

// tell returns what the text of line i tells. To look for it in a long line, such
// as one of JSON, takes long: so that is done once.
func (p *page) tell(i int, text []byte, parser *line.Parser) (t told) {
	if len(text) >= longLine {
		p.mu.Lock()
		defer p.mu.Unlock()
		if t, ok := p.told[i]; ok {
			return t
		}
		if p.told == nil {
			p.told = map[int]told{}
		}
		defer func() { p.told[i] = t }()
	}
	r := &p.runs[p.lines[i].run]
	*parser = *r.Parser // so that a line looks the same whatever was read before it
	if t.continues = parser.Continues(text); !t.continues {
		t.time, _ = parser.Time(text, r.Ref)
		t.level = parser.Level(text)
	}
	return t
}

// missing is the line that stands for the lines of b from seq on.
func (b *block) missing(seq int64, err error) Line {
	l := Line{Seq: seq, Gone: int(b.seq + b.count() - seq), At: b.at, Notice: true, Severity: source.Warn, Text: []byte(err.Error())}
	if b.origin != nil {
		l.Source = b.origin.stat.Name
	}
	return l
}
