package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/plain"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/relay"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/run"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/ui"
)

// watch is one run of a watching command: its sources, and how they are shown.
type watch struct {
	process
	flags  *watchFlags
	screen bool // else plain output

	inputs
	hosts   bool           // sources are named HOST/SOURCE
	stderr  string         // label of what the command that is run writes there
	samples bool           // plain output shows the numbers too
	relay   *relay.Options // they are sent, not shown
	shared  *ui.Shared     // what the screen tells of it; nil: it is not served
	crashes crashes
}

const (
	// queued is how many batches may wait for the store: enough to keep both
	// sides busy, few enough that what is under way stays in the cache.
	queued = 2

	// plainMemory caps what plain output may lag behind its sources, in bytes.
	// Little memory stays in the processor's cache; files keep the rest.
	plainMemory = 512 << 10

	// ownMemory is what rtwatch needs besides lines, in bytes: series, frames.
	ownMemory = 128 << 20

	// servedGC is how much garbage there may be beside what is in use, in percent,
	// when strangers may open connections: 1 000 that say nothing then add 28 MiB,
	// and 37 with Go's 100. A line costs no more processor time.
	servedGC = 50

	// settle is how long the screen waits for its sources to say anything, so
	// that a mistake is answered with a line of text, not a screen that flashes.
	// On a machine so slow that it flashes, sources that all fail within
	// mistaken still end it.
	settle   = 100 * time.Millisecond
	mistaken = 2 * time.Second
)

// watching starts a watch from the flags that all commands share.
func (p process) watching(f *watchFlags) (*watch, error) {
	if err := f.settings.load(); err != nil {
		return nil, err
	}
	f.since.in(f.zone())
	f.until.in(f.zone())
	w := &watch{process: p, flags: f}
	w.screen = !f.plain && !f.serve.headless && !f.output.set && term.IsTerminal(int(p.out.Fd())) && os.Getenv("TERM") != "dumb"
	for _, spec := range f.with {
		if err := w.add(spec); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// run shows the sources until the user, a signal or their end ends it.
// Shutdown is an order: the reader is done; the sources and the index are told
// and end; the store takes what was sent last. All of it is bounded in time.
func (w *watch) run(ctx context.Context) error {
	served, err := w.flags.serve.listen()
	if err != nil {
		return err
	}
	defer served.close()
	past := w.screen || w.flags.serve.headless
	sources, err := w.open(w.flags, w.in, past)
	if err != nil {
		return err
	}
	if slices.Contains(w.paths, "-") && w.screen && term.IsTerminal(int(w.in.Fd())) {
		return errKeyboard
	}
	memory := w.memory()
	// Without a limit the collector lets the heap grow to twice what is kept.
	debug.SetMemoryLimit(memory + memory/2 + ownMemory)
	matching, err := w.flags.query()
	if err != nil {
		return err
	}
	st := store.New(store.Options{Memory: memory, Stream: !w.screen && served == nil, Held: !past, Panicked: w.crashes.add})
	supervisor := source.Supervisor{Panicked: w.crashes.add, Beside: w.beside}
	if served != nil {
		served.connect(st, w, matching)
		debug.SetGCPercent(servedGC)
		supervisor.Beside = append(supervisor.Beside, served.feed)
		supervisor.Lasting = past || w.flags.serve.feeding
	}
	show, err := w.shower(st, served, matching)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended, filled := fill(ctx, st, &supervisor, sources, past)

	stop := served.start(ctx, w)
	err = show(ctx, st, ended)
	shown := err == nil && !w.screen && w.relay == nil // plain output has said what failed
	stop()
	cancel()
	select {
	case <-filled:
	case <-time.After(graceful):
		return err // an input that hangs in the system must not keep the user
	}
	w.crashes.print(w.err)
	if err == nil {
		err = ended.err
	}
	if shown && err != nil {
		err = reported{err}
	}
	return err
}

// errKeyboard is standard input that is named to be read, and is the screen's.
var errKeyboard = usageError{
	errors.New("standard input is the terminal, there is nothing to read from it"),
	"pipe something in: command | rtwatch tail",
}

// shower makes what shows the store until it returns: a screen, lines on
// standard output, or what sends them on. Where that holds the store it does so
// from now on.
func (w *watch) shower(st *store.Store, served *service, q *query.Query) (func(context.Context, *store.Store, *outcome) error, error) {
	switch {
	case w.relay != nil:
		return w.showRelay(st)
	case w.flags.serve.headless:
		return served.wait, nil
	case w.screen:
		return w.showScreen, nil
	default:
		return w.showPlain(st, q), nil
	}
}

// fill starts what fills the store: the sources, and with past the index of what
// was there before. ended tells how the sources did; filled is closed when they
// have, and the store and the index too.
func fill(ctx context.Context, st *store.Store, supervisor *source.Supervisor, sources []source.Source, past bool) (ended *outcome, filled <-chan struct{}) {
	batches := make(chan source.Batch, queued)
	ended = &outcome{done: make(chan struct{})}
	var all sync.WaitGroup
	all.Go(func() {
		defer close(ended.done)
		ended.err = supervisor.Run(ctx, batches, sources...)
	})
	all.Go(func() { st.Run(batches) })
	if past {
		all.Go(func() { st.Index(ctx) })
	}
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	return ended, done
}

// memory is the cap for the lines that the store keeps, in bytes.
func (w *watch) memory() int64 {
	switch {
	case w.flags.memory > 0:
		return int64(w.flags.memory)
	case w.screen, w.flags.serve.addr != "":
		return store.DefaultMemory
	default:
		return plainMemory
	}
}

// outcome is what the supervisor ended with; err counts once done is closed.
type outcome struct {
	done chan struct{}
	err  error
}

// showPlain makes what writes the store's lines to standard output until no
// more come. It holds the store from now on, so that it sees the first line.
func (w *watch) showPlain(st *store.Store, q *query.Query) func(context.Context, *store.Store, *outcome) error {
	out := plain.New(st, plain.Options{
		Out: w.out, Err: w.err, JSON: w.flags.output.value == "json",
		Headers: w.several(), Halves: w.single() || w.alone(), Aside: w.aside(), Samples: w.samples, Query: q,
	})
	return func(context.Context, *store.Store, *outcome) error {
		gone := w.readerGone()
		ended := make(chan error, 1)
		go func() { ended <- out.Run() }()
		select {
		case err := <-ended:
			return err
		case <-gone:
			return syscall.EPIPE
		}
	}
}

// aside is the label of the lines that plain output writes to standard error, as
// the command does that is all that is watched.
func (w *watch) aside() string {
	if !w.alone() {
		return ""
	}
	return w.stderr
}

// alone reports whether there is nothing but the command that is run.
func (w *watch) alone() bool { return w.stderr != "" && len(w.paths) == 0 && len(w.others) == 1 }

// showScreen runs the screen until the user quits or ctx is done. If every
// source fails at once there is nothing to show, and no screen.
func (w *watch) showScreen(ctx context.Context, st *store.Store, ended *outcome) error {
	r := st.NewReader(!store.Hold)
	<-r.Changed() // a new reader's first look
	select {
	case <-ended.done:
	case <-r.Changed():
	case <-time.After(settle):
	case <-ctx.Done():
	}
	r.Close()
	if failed(st.Sources()) {
		// Those that have said nothing yet may be well: wait no longer for them.
		select {
		case <-ended.done:
			return nil // run reports it
		case <-time.After(settle):
		}
	}
	keyboard, err := w.keyboard()
	if err != nil {
		return err
	}
	defer keyboard.Close()
	scr, err := ui.Open(ui.Options{
		Title: strings.Join(w.names(), "  "), Names: w.names(), Hosts: w.hosts,
		In: keyboard, Out: w.out, Env: run.Environ(), Filters: w.flags.queries(), Shared: w.shared,
		Settings: w.flags.settings.Settings,
	})
	if err != nil {
		return err
	}
	restore := scr.Restore
	w.terminal.Store(&restore)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-ended.done:
			if ended.err != nil {
				cancel()
			}
		case <-time.After(mistaken):
		case <-ctx.Done():
		}
	}()
	return scr.Run(ctx, st)
}

// failed reports whether every source that has said anything failed for good.
func failed(all []store.SourceStat) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(s store.SourceStat) bool { return s.State != source.StateFailed })
}

// keyboard opens the terminal's keys, which are standard input's unless
// something is piped in there.
func (w *watch) keyboard() (*os.File, error) {
	if term.IsTerminal(int(w.in.Fd())) {
		return os.NewFile(w.in.Fd(), w.in.Name()), nil
	}
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return nil, usageError{fmt.Errorf("no terminal to read keys from: %w", err), "--plain writes lines instead of opening a screen"}
	}
	return tty, nil
}

// crashes collects the stacks of panics in sources, to be printed where they
// do not spoil the screen.
type crashes struct {
	mu  sync.Mutex
	all strings.Builder
}

func (c *crashes) add(source string, value any, stack []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all.Len() < 64<<10 {
		fmt.Fprintf(&c.all, "rtwatch: %s crashed: %s\n%s", line.CleanString(source), line.CleanString(fmt.Sprint(value)), stack)
	}
}

func (c *crashes) print(to *os.File) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprint(to, c.all.String())
}
