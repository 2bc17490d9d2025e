// Package ui is rtwatch's terminal screen: it draws what the store has, and
// lets its reader move in it.
//
//	store ──Changed──▶ pacer ──frameMsg──▶ model.Update ──frame──▶ painter ──▶ terminal
//	terminal ──▶ readKeys ──▶ model.Update
//
// Bubble Tea runs the loop of messages. It draws nothing: its renderer ticks
// while nothing changes and stalls with the terminal. The pacer asks the model
// for a frame instead, when something has changed, and the painter turns it
// into bytes. The terminal itself is this package's own as well, so that it is
// given back on every way out.
//
// The package must not parse lines, keep data of its own, or hold up the store.
// To add a pane: a struct with a draw method, a place in arrange, keys in
// keyMap.
package ui

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// ErrTerminalLost says that the terminal is gone: hung up, or closed.
var ErrTerminalLost = errors.New("the terminal is gone")

// terminalLost turns the error of a read or a write, or nil, into ErrTerminalLost.
func terminalLost(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrTerminalLost, err)
}

// Screen is a terminal that shows a store.
type Screen struct {
	options  Options
	filters  []filter
	terminal *terminal
}

// Open prepares a screen and changes nothing yet. In and Out must be a terminal.
func Open(o Options) (*Screen, error) {
	env := environ(o.Env)
	title := line.CleanString("rtwatch " + o.Title)
	title = string(line.Cut(nil, []byte(title), 0, maxTitle))
	s := &Screen{options: o}
	if err := o.Check(); err != nil {
		return nil, err
	}
	if err := s.parseFilters(); err != nil {
		return nil, err
	}
	t, err := openTerminal(o.In, o.Out, title, env.queries())
	if err != nil {
		return nil, fmt.Errorf("open the terminal: %w", err)
	}
	s.terminal = t
	return s, nil
}

// parseFilters compiles the filters that are there from the start. The first one
// that is just a least level is what the keys 1 to 5 change.
func (s *Screen) parseFilters() error {
	levelled := false
	for _, text := range s.options.Filters {
		f, err := parseFilter(text, query.Options{Now: time.Now()})
		if err != nil {
			return fmt.Errorf("filter %q: %w", text, err)
		}
		if !levelled {
			f, levelled = f.asLevel()
		}
		s.filters = append(s.filters, f)
	}
	return nil
}

// Restore gives the terminal back as Open found it. It is for the case that
// Run hangs, may be called at any time from any goroutine, and returns within
// half a second whatever the terminal does.
func (s *Screen) Restore() { s.terminal.release() }

// Run shows the store until the user quits or ctx is done (nil), the terminal
// is lost (ErrTerminalLost), or it fails in another way. The terminal is
// restored before it returns, on every way out; a panic in it becomes a
// CrashError. It is called once.
func (s *Screen) Run(ctx context.Context, st *store.Store) error {
	defer s.terminal.close()
	defer s.Restore()
	signals := catchSignals()
	defer signal.Stop(signals)
	if foreground(s.options.In) { // else watchSignals waits for it
		if err := s.terminal.take(); err != nil {
			return fmt.Errorf("open the terminal: %w", err)
		}
	}
	reader := st.NewReader(false)
	defer reader.Close()
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	env := environ(s.options.Env)
	names := s.options.Names
	if names == nil {
		names = []string{s.options.Title}
	}
	m := newModel(st, names, env.theme())
	if err := m.apply(s.options.Settings); err != nil {
		return err
	}
	m.shown = st.Snapshot()
	if m.filters.list = s.filters; len(s.filters) > 0 {
		m.refilter()
	}
	defer m.close()
	width, height := s.terminal.size()
	m.resize(width, height)
	dirty := make(chan struct{}, 1)
	m.dirty = func() {
		select {
		case dirty <- struct{}{}:
		default:
		}
	}
	program := tea.NewProgram(m, tea.WithContext(inner), tea.WithInput(nil), tea.WithOutput(s.options.Out),
		tea.WithEnvironment(s.options.Env), tea.WithColorProfile(m.theme.profile), tea.WithWindowSize(width, height),
		tea.WithoutRenderer(), tea.WithFPS(1), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	p := &pacer{
		changed: reader.Changed(), dirty: dirty, send: program.Send,
		write: s.terminal.write, painter: newPainter(scrollsRegions), every: frameEvery,
	}

	var wg sync.WaitGroup
	part := func(run func() error) {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					cancel(crash(v))
				}
			}()
			if err := run(); err != nil && inner.Err() == nil {
				cancel(err)
			}
		})
	}
	part(func() error { return p.run(inner) })
	part(func() error { return readKeys(inner, s.options.In, env.get("TERM"), program.Send) })
	part(func() error { return s.terminal.watchSignals(inner, signals, program.Send) })

	_, err := program.Run()
	failure := context.Cause(inner)
	cancel(nil)
	s.Restore()
	wait(&wg, restoreWithin)
	switch {
	case m.err != nil:
		return m.err
	case ctx.Err() != nil:
		return nil
	case failure != nil:
		return failure
	}
	return err
}

// wait waits for the goroutines of wg, but not for one that is stuck in a
// write to a terminal that takes nothing and knows no deadlines.
func wait(wg *sync.WaitGroup, limit time.Duration) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		wg.Wait()
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
}
