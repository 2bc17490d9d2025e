package tail

import (
	"fmt"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// kind is a kind of notice; those of one kind are merged.
type kind int

const (
	rotated kind = iota
	truncated
	torn
	presence // waiting for the file, or it has appeared
	fault
	noText
	watching
	kinds
)

// report gathers the notices about one file and lets each kind through once in
// noticeEvery. What happens in between is counted and sent as one, with the
// newest state, the gravest words and all the losses.
type report struct {
	kinds [kinds]struct {
		sent    time.Time
		pending source.Notice
		count   int
	}
}

// say adds a notice.
func (r *report) say(k kind, n source.Notice) {
	p := &r.kinds[k]
	switch {
	case p.count == 0:
	case p.pending.Lost == source.Unknown || n.Lost == source.Unknown:
		n.Lost = source.Unknown
	default:
		n.Lost += p.pending.Lost
	}
	if p.pending.Severity > n.Severity {
		n.Severity, n.Text = p.pending.Severity, p.pending.Text
	}
	p.pending = n
	p.count++
}

// take returns the notices that are due.
func (r *report) take(now time.Time) []source.Notice {
	var due []source.Notice
	for k := range r.kinds {
		p := &r.kinds[k]
		if p.count == 0 || now.Sub(p.sent) < noticeEvery {
			continue
		}
		if p.count > 1 {
			p.pending.Text = fmt.Sprintf("%s (%d times)", p.pending.Text, p.count)
		}
		due = append(due, p.pending)
		p.sent, p.pending, p.count = now, source.Notice{}, 0
	}
	return due
}

// next is how long until a notice is due; ok is false if there is none.
func (r *report) next(now time.Time) (wait time.Duration, ok bool) {
	for k := range r.kinds {
		p := &r.kinds[k]
		if p.count == 0 {
			continue
		}
		if w := p.sent.Add(noticeEvery).Sub(now); !ok || w < wait {
			wait, ok = w, true
		}
	}
	return max(wait, 0), ok
}
