package tail

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// follow drives one follower in a goroutine of its own: it looks when the
// watcher wakes it or something is due, and sends what comes of it. While a
// send blocks it goes on looking, so that no rotation is missed however long
// the receiver takes.
type follow struct {
	*follower
	wake  *waker
	watch watcher // nil: poll
	poll  time.Duration
	timer *time.Timer

	pollers *atomic.Int64 // how many files of the source are polled

	// At the start files come in the order of their names in the arguments: a
	// file sends once the one before it has sent what was there at the first
	// look. Both may be nil.
	before   <-chan struct{}
	caughtUp chan<- struct{}
	tell     func(*teller) // runs one
	behind   int64         // bytes that are to be sent before the next file may send
}

// run follows until the follower is done or ctx is.
func (l *follow) run(ctx context.Context, out chan<- source.Batch) {
	defer l.close()
	l.timer = time.NewTimer(time.Hour)
	defer l.timer.Stop()
	if l.watch == nil {
		l.poll = max(l.poll, time.Duration(l.pollers.Add(1))*pollShare) // else thousands begin at once
	}
	defer func() {
		switch {
		case l.watch == nil:
			l.pollers.Add(-1)
		case ctx.Err() == nil: // else the watcher ends too
			l.forget()
		}
	}()
	l.glance()
	l.behind = l.unread()
	for {
		sent := false
		for {
			now := time.Now()
			if now.Sub(l.looked) >= busyLook && sent {
				l.glance()
			}
			b, ok := l.next(now)
			if !ok {
				break
			}
			if !l.send(ctx, out, b) {
				l.quit(out, b)
				return
			}
			sent = true
			l.behind -= int64(len(b.Lines.Data))
			l.pass()
		}
		l.behind = 0
		l.pass()
		if l.done() {
			l.end(ctx)
			return
		}
		if sent {
			l.poll = pollMin
		}
		l.arm(l.due(time.Now()))
		select {
		case <-l.before:
			l.before = nil
			continue
		case <-l.wake.c:
		case <-l.timer.C:
			l.inVain()
		case <-ctx.Done():
			l.quit(out)
			return
		}
		l.glance()
	}
}

// quit sends what was read and not sent, the half lines too, if it is the
// file's turn and somebody still receives.
func (l *follow) quit(out chan<- source.Batch, unsent ...source.Batch) {
	if l.before == nil {
		offer(out, append(unsent, l.held(time.Now())...)...)
	}
}

// offer sends batches to whoever still receives, for lastSend at most.
func offer(out chan<- source.Batch, batches ...source.Batch) {
	late := time.After(lastSend)
	for _, b := range batches {
		select {
		case out <- b:
		case <-late:
			return
		}
	}
}

// pass lets the next file send if it is its turn: a file without a line waits
// for those before it too.
func (l *follow) pass() {
	if l.caughtUp != nil && l.before == nil && l.behind <= 0 {
		close(l.caughtUp)
		l.caughtUp = nil
	}
}

// end waits for its turn, only to let the next file send.
func (l *follow) end(ctx context.Context) {
	if l.before != nil {
		select {
		case <-l.before:
			l.before = nil
		case <-ctx.Done():
		}
	}
	l.pass()
}

// send sends b, and goes on looking while it waits.
func (l *follow) send(ctx context.Context, out chan<- source.Batch, b source.Batch) bool {
	if ctx.Err() != nil {
		return false
	}
	if l.before == nil {
		select {
		case out <- b:
			return true
		default:
		}
	}
	for {
		to := out
		if l.before != nil {
			to = nil // not yet
		}
		due := l.lookDue(time.Now())
		l.arm(due.wait, due.set)
		select {
		case to <- b:
			return true
		case <-l.before:
			l.before = nil
		case <-l.wake.c:
			l.glance()
		case <-l.timer.C:
			l.inVain()
			l.glance()
		case <-ctx.Done():
			return false
		}
	}
}

// glance looks, and has new files and folders watched before they are read:
// what is written after the read then wakes.
func (l *follow) glance() {
	l.heard = l.wake.since()
	l.look(time.Now())
	if h := l.history; h != nil && !l.past {
		l.history = nil
		if older := h.older(); len(older) > 0 {
			told := make(chan struct{})
			l.tell(&teller{label: l.label, relics: older, start: h.start, before: l.before, told: told})
			l.before = told
		}
	}
	if l.wake.unsure.Swap(false) {
		l.recount()
	}
	if l.wake.stale.Swap(false) || l.moved {
		l.moved = false
		l.subscribe()
	}
}

// forget tells the watcher to watch nothing for this file any more.
func (l *follow) forget() {
	if l.watch != nil {
		_ = l.watch.watch(l.wake, nil) // nothing to watch cannot fail
	}
}

// subscribe tells the watcher what to watch.
func (l *follow) subscribe() {
	if l.watch == nil {
		return
	}
	places := route(l.path)
	for _, g := range l.gens {
		if g.file != nil {
			places = append(places, place{file: g.file, path: g.name})
		}
	}
	if err := l.watch.watch(l.wake, places); err != nil {
		l.forget()
		l.watch, l.arrivals = nil, nil
		l.pollers.Add(1)
		l.wake.polled.Store(true)
		l.report.say(watching, source.Notice{Text: err.Error() + ": polling"})
	}
}

// inVain puts off the next poll: thousands of files that are polled share a
// number of looks a second.
func (l *follow) inVain() {
	most := max(pollMax, time.Duration(l.pollers.Load())*pollShare)
	l.poll = min(l.poll+l.poll/2, most)
}

// arm sets the timer for what is due, or for the next poll.
func (l *follow) arm(wait time.Duration, ok bool) {
	if l.watch == nil && (!ok || l.poll < wait) {
		wait, ok = max(l.poll, pollMin), true
	}
	if !ok {
		wait = time.Hour
	}
	l.timer.Reset(wait)
}
