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
// gravest words and all the losses. A state does not wait: it is sent with the
// notice that it came with, or without a text.
type report struct {
	state source.State // to be sent; StateSame: none
	from  kind         // of the notice that it came with
	told  source.State // what was sent last

	kinds [kinds]struct {
		sent    time.Time
		pending source.Notice
		count   int
	}
}

// say adds a notice.
func (r *report) say(k kind, n source.Notice) {
	p := &r.kinds[k]
	if n.State != source.StateSame {
		r.state, r.from, n.State = n.State, k, source.StateSame
	}
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

// answer adds a notice about the end of what the last one of its kind was
// about. It is sent at once, so that it comes before all that follows; if the
// one before was not sent, neither of them is, but the state.
func (r *report) answer(k kind, n source.Notice) {
	p := &r.kinds[k]
	if p.count > 0 {
		p.pending, p.count = source.Notice{}, 0
		r.state, r.from = n.State, k
		return
	}
	p.sent = time.Time{}
	r.say(k, n)
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
		if kind(k) == r.from {
			p.pending.State = r.tell()
		}
		due = append(due, p.pending)
		p.sent, p.pending, p.count = now, source.Notice{}, 0
	}
	told := r.told
	if state := r.tell(); state != source.StateSame && state != told {
		due = append(due, source.Notice{State: state})
	}
	return due
}

// tell returns the state that is to be sent.
func (r *report) tell() source.State {
	state := r.state
	if r.state = source.StateSame; state != source.StateSame {
		r.told = state
	}
	return state
}

// next is how long until a notice is due; ok is false if there is none.
func (r *report) next(now time.Time) (wait time.Duration, ok bool) {
	if r.state != source.StateSame && r.state != r.told {
		return 0, true
	}
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
