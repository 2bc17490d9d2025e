package tail

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// next returns what is to be sent next. ok is false if there is nothing before
// the next look or the time that due tells.
func (f *follower) next(now time.Time) (source.Batch, bool) {
	if h := f.history; h != nil && f.past {
		f.history = nil
		if p := h.past(f.more); len(p.Files) > 0 {
			return source.Batch{Source: f.label, At: now, Past: p}, true
		}
	}
	for i := 0; i < len(f.gens); i++ {
		if f.news {
			f.news = false
			if b, ok := f.notices(now); ok {
				return b, true
			}
		}
		g := f.gens[i]
		if f.mayTake(g, now) && g.arrival != nil {
			g.arrival()
			g.arrival = nil
			if b, ok := f.notices(now); ok {
				return b, true
			}
		}
		block, ok, err := f.pull(g, now)
		switch {
		case errors.Is(err, errRewritten):
			f.restart(g, now)
			i = -1
			continue
		case err != nil:
			f.cannot(err, now)
			i-- // now it counts as at its end, until the next look
			continue
		}
		if ok {
			return source.Batch{Source: f.label, At: now, Lines: block}, true
		}
		if i < len(f.gens) && f.gens[i] != g {
			i-- // it was retired
		}
	}
	return f.notices(now)
}

// notices returns the notices that are due.
func (f *follower) notices(now time.Time) (source.Batch, bool) {
	due := f.report.take(now)
	return source.Batch{Source: f.label, At: now, Notices: due}, len(due) > 0
}

// pull reads g on to its next block, or to its end.
func (f *follower) pull(g *generation, now time.Time) (source.Block, bool, error) {
	for {
		switch {
		case !g.ready:
		case !f.mayTake(g, now):
			if b, ok := f.endOpen(now); ok || f.open != nil {
				return b, ok, nil
			}
			continue
		default:
			if b, ok := g.split.Take(); ok {
				return f.took(g, b), true, nil
			}
			g.ready = false
		}
		if g.atEnd {
			b, ok := f.atEnd(g, now)
			return b, ok, nil
		}
		if f.cutUnread(g) {
			return source.Block{}, false, errRewritten
		}
		if _, err := g.read(now); err != nil {
			return source.Block{}, false, err
		}
	}
}

// atEnd does what is to be done at the end of what there is of g: retire it,
// or show its half line.
func (f *follower) atEnd(g *generation, now time.Time) (b source.Block, ok bool) {
	held := g.split.Held() > 0
	switch {
	case f.retires(g, now):
		if held && !f.mayTake(g, now) {
			if b, ok = f.endOpen(now); ok || f.open != nil {
				return b, ok
			}
		}
		if b, ok = g.split.Flush(false); ok {
			b = f.took(g, b)
		}
		f.retire(g, now)
	case held && f.showsHalf(g) && f.mayTake(g, now) && g.quiet(now) >= source.HalfLineAfter:
		if b, ok = g.split.Flush(true); ok {
			b = f.took(g, b)
		}
	case !held && !g.settled && g.quiet(now) >= idleAfter:
		g.split.Release()
		g.settled = true
	}
	return b, ok
}

// showsHalf reports whether a half line of g is shown once g is quiet. At the
// path it would keep the lines of older files waiting; one of an old file has
// likely lost its writer.
func (f *follower) showsHalf(g *generation) bool { return len(f.gens) == 1 || !g.left.IsZero() }

// held returns what was read and not yet taken, when following ends.
func (f *follower) held(now time.Time) (batches []source.Batch) {
	var gens []*generation
	for _, g := range f.gens {
		switch {
		case g.split.Held() == 0:
		case g == f.open: // nothing may come inside its line
			gens = slices.Insert(gens, 0, g)
		default:
			gens = append(gens, g)
		}
	}
	for i, g := range gens {
		if b, ok := g.split.Flush(i == len(gens)-1); ok {
			batches = append(batches, source.Batch{Source: f.label, At: now, Lines: g.from(b)})
		}
	}
	return batches
}

// retires reports whether g is over once its end is reached: for an old file
// when it was quiet for long enough, or when younger ones need its descriptor.
func (f *follower) retires(g *generation, now time.Time) bool {
	if g.rest && !g.sick || f.once {
		return true
	}
	return !g.left.IsZero() && (len(f.gens) > crowded || !f.retryAt.IsZero() || !now.Before(g.retireAt(f.wait)))
}

// retire ends a generation whose lines are all read.
func (f *follower) retire(g *generation, now time.Time) {
	lost := source.Notice{Severity: source.Warn, Lost: source.Unknown}
	switch {
	case g.sick:
		lost.Text = "the file could not be read to its end"
		if !g.left.IsZero() {
			lost.Text = "the old file could not be read to its end"
		}
		f.report.say(rotated, lost)
	case g.rest:
		f.recovered(g)
	case !f.once && now.Sub(g.left) >= rotateWaitMax && g.quiet(now) < f.wait:
		lost.Text = fmt.Sprintf("the old file is still written to after %v: it is not followed any longer", rotateWaitMax)
		f.report.say(rotated, lost)
	}
	f.drop(g)
}

// took notes that b is sent.
func (f *follower) took(g *generation, b source.Block) source.Block {
	if g.rest {
		g.lines += int64(b.Lines)
	}
	if g.cut {
		g.cut = false
		f.report.say(torn, source.Notice{
			Severity: source.Warn,
			Text:     "a line is shown in two parts: its end came too late, behind lines of the next file",
		})
	}
	switch {
	case b.Open:
		f.open = g
	case f.open == g:
		f.open, f.openSince = nil, time.Time{}
	}
	return g.from(b)
}

// mayTake reports whether lines of g may be sent now: not in the middle of a
// line of another generation, because the receiver could not tell them apart.
func (f *follower) mayTake(g *generation, now time.Time) bool {
	if f.open == nil || f.open == g {
		return true
	}
	if f.openSince.IsZero() && g.ready {
		f.openSince = now
	}
	return false
}

// endOpen ends the line that keeps others waiting once it was quiet for
// source.HalfLineAfter, or has kept them waiting for openLineWait.
func (f *follower) endOpen(now time.Time) (b source.Block, ok bool) {
	o := f.open
	if !o.atEnd || f.openWait(now) > 0 {
		return b, false
	}
	f.open, f.openSince = nil, time.Time{}
	o.cut = true
	b, ok = o.split.Flush(false)
	return o.from(b), ok
}

// openWait is how long other lines have still to wait for an open line's end.
func (f *follower) openWait(now time.Time) time.Duration {
	wait := source.HalfLineAfter - f.open.quiet(now)
	if !f.openSince.IsZero() {
		wait = min(wait, openLineWait-now.Sub(f.openSince))
	}
	return wait
}

// due is how long until look and next have something to do although no event
// came; ok is false if they have not.
func (f *follower) due(now time.Time) (wait time.Duration, ok bool) {
	a := f.lookDue(now)
	if d, has := f.report.next(now); has {
		a.at(d)
	}
	for _, g := range f.gens {
		if !g.left.IsZero() {
			a.at(g.retireAt(f.wait).Sub(now))
		}
		switch held := g.split.Held() > 0; {
		case g.ready && f.open != nil:
			a.at(f.openWait(now))
		case held && f.showsHalf(g) && (f.open == nil || f.open == g):
			a.at(source.HalfLineAfter - g.quiet(now))
		case !held && !g.settled:
			a.at(idleAfter - g.quiet(now))
		}
	}
	return a.wait, a.set
}

// lookDue is due for look alone: all that can be done while a send blocks. What
// next would do is due all that time, and a look does not put it off.
func (f *follower) lookDue(now time.Time) (a alarm) {
	if f.current == nil {
		a.at(missingPoll)
	}
	if f.fault != "" {
		a.at(faultRetry)
	}
	if f.missing != 0 {
		a.at(countAfter - now.Sub(f.missingAt))
	}
	if !f.retryAt.IsZero() {
		a.at(f.retryAt.Sub(now))
	}
	for _, g := range f.gens {
		if !g.left.IsZero() {
			a.at(pollMax) // its writer may still have it, where no event comes from
		}
	}
	return a
}

// alarm is the shortest of some waits, if there are any.
type alarm struct {
	wait time.Duration
	set  bool
}

// at adds a wait, which may be over.
func (a *alarm) at(d time.Duration) {
	if !a.set || d < a.wait {
		a.wait, a.set = max(d, time.Millisecond), true
	}
}
