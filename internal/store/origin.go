package store

import (
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

// SourceStat is what is known of one source label.
type SourceStat struct {
	Name        string
	State       source.State
	Since       time.Time // when it was told first that this is its state; zero: never
	Lines       uint64    // received, or found in the past
	Bytes       uint64    // of these lines, with their line ends
	Evicted     uint64    // lines and notices no longer kept
	Cut         uint64    // lines longer than MaxLine, shown in part
	Lost        uint64    // lines known to be lost
	LostUnknown uint64    // times that lines were lost, nobody knows how many
	Notices     uint64
	Last        time.Time // arrival of the last line
}

// origin is the writer's side of a source label.
type origin struct {
	stat    SourceStat
	open    *block // the block whose last line goes on, if any
	openLen int64  // bytes of that line so far

	format  atomic.Pointer[format] // of its lines, as far as it is known
	teacher line.Parser            // has read the first lines that came
	taught  int                    // bytes of them
	awaits  bool                   // its past may still teach the format
}

// text returns lines of the source that came at a time, as a query sees them.
func (o *origin) text(data []byte, at time.Time) query.Text {
	return query.Text{Data: data, Source: o.stat.Name, At: at, Ref: at}
}

// origin finds or makes the entry for a label.
func (s *Store) origin(name string) *origin {
	if o := s.sources[name]; o != nil {
		return o
	}
	if len(s.order) >= maxOrigins {
		name = "(more sources)"
		if o := s.sources[name]; o != nil {
			return o
		}
	}
	o := &origin{stat: SourceStat{Name: name, State: source.StateLive}}
	s.sources[name] = o
	s.order = append(s.order, o)
	return o
}

// long counts a line once it has grown beyond MaxLine.
func (o *origin) long(b source.Block) {
	grow := func(n int) {
		if o.openLen <= MaxLine && o.openLen+int64(n) > MaxLine {
			o.stat.Cut++
		}
		o.openLen += int64(n)
	}
	if b.Head > 0 {
		grow(b.Head)
	}
	if !b.Open || b.Head < len(b.Data) {
		o.openLen = 0
	}
	if b.Open && b.Head < len(b.Data) {
		grow(len(b.Data) - lastStart(b.Data))
	}
}

// Sources returns what is known of each source, in order of appearance.
func (s *Store) Sources() []SourceStat {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]SourceStat, len(s.order))
	for i, o := range s.order {
		out[i] = o.stat
	}
	return out
}
