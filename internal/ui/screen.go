package ui

import (
	"context"
	"fmt"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// Screen is a terminal that shows a store.
type Screen struct {
	options  Options
	filters  []filter
	terminal *terminal.Terminal
}

// Open prepares a screen and changes nothing yet. In and Out must be a terminal.
func Open(o Options) (*Screen, error) {
	s := &Screen{options: o}
	if err := o.Check(); err != nil {
		return nil, err
	}
	if err := s.parseFilters(); err != nil {
		return nil, err
	}
	t, err := terminal.Open(terminal.Options{In: o.In, Out: o.Out, Env: o.Env, Title: "rtwatch " + o.Title})
	if err != nil {
		return nil, err
	}
	s.terminal = t
	return s, nil
}

// parseFilters compiles the filters that are there from the start. The first one
// that is just a least level is what the keys 1 to 5 change.
func (s *Screen) parseFilters() error {
	levelled, now, zone := false, time.Now(), time.Local
	if s.options.UTC {
		now, zone = now.UTC(), time.UTC
	}
	for _, text := range s.options.Filters {
		f, err := parseFilter(text, query.Options{Now: now, Zone: zone})
		if err != nil {
			return fmt.Errorf("filter %q: %w", text, err)
		}
		f.nameTime(now)
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
func (s *Screen) Restore() { s.terminal.Restore() }

// Run shows the store until the user quits or ctx is done (nil), the terminal
// is lost (terminal.ErrLost), or it fails in another way. The terminal is
// restored before it returns, on every way out; a panic in it becomes a
// terminal.CrashError. It is called once.
func (s *Screen) Run(ctx context.Context, st *store.Store) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reader := st.NewReader(false)
	defer reader.Close()
	names := s.options.Names
	if names == nil {
		names = []string{s.options.Title}
	}
	m := newModel(st, names, newTheme(s.options.Env))
	m.log.names.hosts = s.options.Hosts
	m.share(s.options.Shared)
	defer m.close()
	m.shown = st.Snapshot()
	if err := m.apply(s.options.Settings); err != nil {
		return err
	}
	if m.filters.list = s.filters; len(s.filters) > 0 {
		m.refilter()
	}
	m.resize(s.terminal.Size())
	m.dirty = s.terminal.Draw
	m.clipboard = func(text []byte) error { return s.terminal.Copy(ctx, text) }
	err := s.terminal.Run(ctx, m, reader.Changed())
	if m.err != nil {
		return m.err
	}
	return err
}
