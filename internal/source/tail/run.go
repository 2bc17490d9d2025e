package tail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// run is one run of a Source: it starts a follow for each file, looks for new
// files where patterns and folders are named, and ticks.
type run struct {
	options  Options
	out      chan<- source.Batch
	files    *registry
	listings listings
	watch    watcher // nil: poll
	pollers  atomic.Int64

	wait    sync.WaitGroup
	running atomic.Int64 // that loop has not seen the end of, a file's older ones among them
	ended   chan end
	active  map[string]*active
	sets    []set
	waker   *waker // for new files in sets
	ticks   int
	round   []string        // followed paths that the ticker has still to look at
	turn    <-chan struct{} // the last file that was there at the start has caught up
	pasts   int             // files whose past is still to be announced

	notices  []source.Batch // to be sent
	problems []error        // why paths could not be followed
}

// active is one path that is followed.
type active struct {
	wake *waker
	last stat // when the ticker last looked
	gone bool
}

func (r *run) run(ctx context.Context, newWatcher func() (watcher, error)) error {
	if ctx.Err() != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	if newWatcher != nil {
		watch, err := newWatcher()
		if err != nil {
			r.say(r.options.Paths[0], source.Notice{Text: err.Error() + ": polling"})
		} else {
			r.watch = watch
			defer watch.close()
		}
	}
	defer func() { // before the watcher is closed
		cancel()
		r.wait.Wait()
	}()
	r.ended, r.waker = make(chan end), newWaker()
	if err := r.begin(ctx); err != nil {
		return err
	}
	return r.loop(ctx)
}

// begin starts to follow what the arguments stand for at the start, and says
// which of them cannot be followed. If none can, that is an error.
func (r *run) begin(ctx context.Context) error {
	problem := func(label string, err error, severity source.Severity) {
		r.problems = append(r.problems, err)
		if !r.options.NoFollow { // else run returns it
			r.say(label, source.Notice{Text: err.Error(), Severity: severity})
		}
	}
	type path struct {
		name  string
		found bool
	}
	var follow []path
	usable := 0
	for _, arg := range r.options.Paths {
		names, skipped, err := files(arg, r.options.Rotated)
		found := err != nil || len(names) != 1 || names[0] != arg
		if found {
			r.sets = append(r.sets, set{arg, folder{path: folderOf(arg)}})
		}
		switch {
		case err != nil:
			problem(arg, err, source.Warn)
		case len(names) == 0:
			problem(arg, empty(arg, skipped), source.Warn)
		case skipped > 0:
			r.say(arg, source.Notice{Text: fmt.Sprintf("left out %d hidden, rotated or compressed files", skipped)})
		}
		for _, name := range names {
			switch err := r.check(name); {
			case err == nil:
				usable++
				follow = append(follow, path{name, found})
			case errors.Is(err, fs.ErrPermission): // its follower says so, and tries again
				r.problems = append(r.problems, err)
				follow = append(follow, path{name, found})
			default:
				problem(name, err, source.Fail)
			}
		}
	}
	if usable == 0 {
		return source.Permanent(errors.Join(r.problems...))
	}
	if r.options.Rotated { // relics come with what they were rotated away from; a copy that nobody named does not come
		all := slices.Clone(follow)
		follow = slices.DeleteFunc(follow, func(p path) bool {
			return slices.ContainsFunc(all, func(o path) bool {
				return named(p.name, o.name, isRelic) || p.found && named(p.name, o.name, isRotation)
			})
		})
	}
	for _, p := range follow {
		if s, err := lookAt(p.name); err == nil && s.mode.IsRegular() && !pseudo(p.name, s) {
			r.pasts++
		}
	}
	for _, p := range follow {
		r.follow(ctx, p.name, p.found, true)
	}
	r.watchSets()
	return nil
}

// check says why a path cannot be followed now.
func (r *run) check(path string) error {
	s, err := lookAt(path)
	if err == nil && s.mode.IsRegular() {
		err = readable(path) // it may be renamed in between
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && !r.options.NoFollow:
		return nil
	case err != nil:
		return fmt.Errorf("open %q: %w", path, cause(err))
	default:
		return suitable(path, s)
	}
}

// loop serves what is common to all files until ctx is done or all have ended.
func (r *run) loop(ctx context.Context) error {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for len(r.notices) > 0 || r.running.Load() > 0 || len(r.sets) > 0 && !r.options.NoFollow {
		var out chan<- source.Batch
		var first source.Batch
		if len(r.notices) > 0 {
			out, first = r.out, r.notices[0]
		}
		select {
		case out <- first:
			r.notices = r.notices[1:]
		case e := <-r.ended:
			if e.panicked != nil {
				panic(e.panicked)
			}
			r.running.Add(-1)
			delete(r.active, e.path)
			if e.err != nil {
				r.problems = append(r.problems, e.err)
			}
			if e.err != nil && !errors.As(e.err, new(reported)) {
				r.say(e.path, source.Notice{Text: e.err.Error(), Severity: source.Fail, State: source.StateFailed})
			}
		case <-r.waker.c:
			r.discover(ctx, r.sets)
		case now := <-tick.C:
			r.tick()
			r.discover(ctx, r.stirred(now))
		case <-ctx.Done():
			return nil
		}
	}
	if r.options.NoFollow {
		return source.Permanent(errors.Join(r.problems...))
	}
	return nil
}

// tick looks at the next of the followed paths, tickLooks at most, and wakes
// those whose file has changed since it was last looked at.
func (r *run) tick() {
	if len(r.round) == 0 {
		r.round = slices.Collect(maps.Keys(r.active))
	}
	n := min(len(r.round), tickLooks)
	for _, path := range r.round[:n] {
		a := r.active[path]
		if a == nil || a.wake.polled.Load() {
			continue
		}
		s, err := lookAt(path)
		if gone := err != nil; gone != a.gone || s != a.last {
			a.gone, a.last = gone, s
			a.wake.wake()
		}
	}
	r.round = r.round[n:]
}

// follow starts to follow one path.
func (r *run) follow(ctx context.Context, path string, found, atStart bool) {
	if r.active[path] != nil {
		return
	}
	a := &active{wake: newWaker()}
	r.active[path] = a
	s, err := lookAt(path)
	a.last, a.gone = s, err != nil
	if err == nil && (!s.mode.IsRegular() || pseudo(path, s)) && !s.mode.IsDir() {
		a.wake.polled.Store(true)
		st := &Stream{label: path, owned: true, open: func() (io.Reader, error) { return openStream(path, r.options.NoFollow) }}
		r.spawn(ctx, path, func() error { return st.Run(ctx, r.out) })
		return
	}
	var before <-chan struct{}
	var caughtUp chan struct{}
	if atStart && err == nil {
		before, caughtUp = r.turn, make(chan struct{})
		r.turn = caughtUp
		r.pasts--
	}
	if m, is := compressed(path); err == nil && is {
		a.wake.polled.Store(true)
		r.files.release(s.id, m) // so that it is not found again
		start := r.options.Start
		if start == (Start{}) {
			start.FromLine = 1 // nothing comes behind its end
		}
		r.tell(ctx, path, &teller{
			label: path, relics: []relic{{name: path, id: s.id, size: s.size, changed: s.changed}},
			start: start, past: r.options.Past, more: max(0, r.pasts), before: before, told: caughtUp,
		})
		return
	}
	l := &follow{
		follower: newFollower(path, path, r.files),
		wake:     a.wake, watch: r.watch, poll: pollMin, pollers: &r.pollers,
		before: before, caughtUp: caughtUp,
	}
	if atStart {
		l.list = r.listings.list
	}
	l.found, l.once, l.wait = found, r.options.NoFollow, r.options.RotateWait
	l.unsettled, l.past, l.rotated = atStart, r.options.Past, r.options.Rotated
	l.more = max(0, r.pasts)
	l.tell = func(t *teller) { r.tell(ctx, "what is older than "+path, t) }
	if atStart {
		l.start, l.first = r.options.Start, s.id
	}
	if l.watch != nil {
		if name := eventless(path); name != "" {
			l.watch = nil
			l.report.say(watching, source.Notice{Text: "no file system events on " + name + ": polling"})
		}
	}
	a.wake.polled.Store(l.watch == nil)
	if l.watch != nil {
		l.arrivals = a.wake.arrivals.Load
	}
	r.spawn(ctx, path, func() error { l.run(ctx, r.out); return nil })
}

// tell runs a teller in a goroutine.
func (r *run) tell(ctx context.Context, name string, t *teller) {
	r.spawn(ctx, name, func() error { return t.run(ctx, r.out) })
}

// spawn runs f in a goroutine. Its panic goes on in loop, and says where it
// began: the supervisor recovers those of its own goroutine only, and so has
// only the stack of that.
func (r *run) spawn(ctx context.Context, path string, f func() error) {
	r.running.Add(1)
	r.wait.Go(func() {
		e := end{path: path}
		func() {
			defer func() {
				if v := recover(); v != nil {
					e.panicked = fmt.Sprintf("%v, following %q, in %s", v, path, trace())
				}
			}()
			e.err = f()
		}()
		select {
		case r.ended <- e:
		case <-ctx.Done():
		}
	})
}

// end is how one follow ended.
type end struct {
	path     string
	err      error
	panicked any
}

// say has a notice sent by loop, which goes on ticking while nobody receives.
func (r *run) say(label string, n source.Notice) {
	r.notices = append(r.notices, source.Batch{Source: label, Notices: []source.Notice{n}})
}
