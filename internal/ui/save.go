package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// saving is a file that is being written, in the background.
type saving struct {
	store *store.Store
	query *query.Query // what is written; nil: all
	end   int64        // lines before it, if it is not 0: the screen is paused
	path  string
	over  bool   // in the place of a file that is there
	tell  func() // asks for a frame

	stop  context.CancelFunc
	done  chan struct{} // closed when nothing of it is left to do
	lines atomic.Int64  // written so far
	gone  int64         // could not be read any more
	cut   int64         // were longer than a line can be
}

// savedMsg says how saving ended.
type savedMsg struct {
	saving *saving
	err    error
}

// askSave opens the command line with a file name to save to.
func (m *model) askSave() {
	m.ask(goToPrompt)
	m.prompt.propose("save", "rtwatch-"+m.now().In(m.zone).Format("2006-01-02-150405")+".log")
}

// save begins to write the lines that the filters let through to a file: as JSON
// if its name ends in .json, .jsonl or .ndjson, else as they are in their
// sources. With ! in front it may be there already. How it ends is said later.
func (m *model) save(path string) error {
	path, over := strings.CutPrefix(strings.TrimSpace(path), "!")
	path = strings.TrimSpace(path)
	switch {
	case path == "":
		return errors.New("want the name of a file to save to")
	case m.saving != nil:
		return errors.New("another file is still being saved: esc stops that")
	}
	s := &saving{
		store: m.store, query: m.filters.query(), path: path, over: over, tell: m.dirty, done: make(chan struct{}),
	}
	if m.paused {
		s.end = m.shown.Next
	}
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	m.saving = s
	m.do(func() tea.Msg {
		defer close(s.done)
		return savedMsg{s, s.run(ctx)}
	})
	return nil
}

// saved says how saving ended.
func (m *model) saved(msg savedMsg) {
	s := msg.saving
	m.saving = nil
	s.stop()
	n := uint64(s.lines.Load())
	switch {
	case errors.Is(msg.err, context.Canceled):
		m.said = "not saved"
	case errors.Is(msg.err, fs.ErrExist):
		m.said = fmt.Sprintf("%q is there already: save !%s writes over it", s.path, line.CleanString(s.path))
	case msg.err != nil:
		m.said = "not saved: " + line.CleanString(reason(msg.err))
	default:
		m.said = "saved " + count(n, "line")
		if s.gone > 0 {
			m.said += ", " + group(uint64(s.gone)) + " can no longer be read"
		}
		if s.cut > 0 {
			m.said += ", " + group(uint64(s.cut)) + " cut"
		}
	}
}

// reason says why a file could not be written, without the names of files: the
// reader has typed one, may not have room for it, and does not know the other.
func reason(err error) string {
	var at *fs.PathError
	var between *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err.Error()
	case errors.As(err, &between):
		return between.Err.Error()
	}
	return err.Error()
}

// progress tells how far saving is, or nothing.
func (s *saving) progress() string {
	if s == nil {
		return ""
	}
	return "saving, " + count(uint64(s.lines.Load()), "line") + ", esc stops"
}

// close ends saving and waits for it, so that no half file stays. A disk that
// does not answer is not waited for.
func (s *saving) close() {
	if s == nil {
		return
	}
	s.stop()
	select {
	case <-s.done:
	case <-time.After(saveEnds):
	}
}

// run writes the file beside its place and puts it there when it is whole.
func (s *saving) run(ctx context.Context) (err error) {
	path, err := homePath(s.path)
	if err != nil {
		return err
	}
	if err := s.mayWrite(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".rtwatch-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err == nil {
			err = s.place(f.Name(), path)
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := s.write(ctx, newLineWriter(f, path)); err != nil {
		return err
	}
	return f.Sync()
}

// mayWrite returns an error if there is something at a path that is not to be
// written over.
func (s *saving) mayWrite(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%q is no file to write over", path)
	case !s.over:
		return fs.ErrExist
	}
	return nil
}

// place gives the file that was written its name. Where files can have two names
// no other file of this name is lost, whenever it came.
func (s *saving) place(from, to string) error {
	if !s.over {
		err := os.Link(from, to)
		switch {
		case err == nil:
			return os.Remove(from)
		case errors.Is(err, fs.ErrExist):
			return fs.ErrExist
		}
	}
	if err := s.mayWrite(to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// write writes the lines, oldest first.
func (s *saving) write(ctx context.Context, w lineWriter) error {
	reader := s.store.NewReader(!store.Hold)
	defer reader.Close()
	var matches *store.Matches
	if s.query != nil {
		matches = s.store.Match(s.query, s.store.Snapshot().First)
		defer matches.Close()
	}
	v := s.store.Snapshot()
	for !v.Past.Complete { // older lines are still being found
		if err := s.wait(ctx, reader); err != nil {
			return err
		}
		v = s.store.Snapshot()
	}
	if s.end != 0 {
		v.Next = min(v.Next, s.end)
	}
	var lines []store.Line
	for next := v.First; ; {
		sure := true
		if matches == nil {
			lines = v.Lines(lines[:0], next, saveLines)
		} else {
			lines, sure = matches.From(lines[:0], &v, next, saveLines)
		}
		if !sure {
			if err := s.wait(ctx, reader); err != nil {
				return err
			}
			continue
		}
		if len(lines) == 0 {
			return w.flush()
		}
		for i := range lines {
			if err := s.writeLine(w, &lines[i]); err != nil {
				return err
			}
		}
		last := &lines[len(lines)-1]
		next = last.Seq + int64(max(last.Gone, 1))
		s.tell()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// wait waits for more to be known.
func (s *saving) wait(ctx context.Context, r *store.Reader) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.Changed():
		return nil
	}
}

func (s *saving) writeLine(w lineWriter, l *store.Line) error {
	switch {
	case l.Gone > 0:
		s.gone += int64(l.Gone)
		return nil
	case l.Notice:
		return nil // no source has it
	case l.Rest > 0:
		s.cut++
	}
	s.lines.Add(1)
	return w.line(l)
}

// homePath returns a path as a shell would understand it, with ~ for the home.
func homePath(path string) (string, error) {
	rest, ok := strings.CutPrefix(path+"/", "~/")
	if !ok {
		return path, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, rest), err
}
