package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

// brokenFile is a file of which some text cannot be read.
type brokenFile struct {
	text   *strings.Reader
	broken func(off int64) error // also waits
}

func (f brokenFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.broken(off); err != nil {
		return 0, err
	}
	return f.text.ReadAt(p, off)
}

// A file is rewritten while several parts of it are being read: the older file
// behind it is read all the same, and not mixed up with what comes late.
func TestPastOfAFileThatIsRewritten(t *testing.T) {
	old := strings.Repeat("a line of the older file\n", 3*cellSize/25)
	broken := strings.Repeat("a line of the newer file\n", 4*cellSize/25)
	past := pastOf(t, written(t, "a.log.1", old))
	opened := make(chan struct{})
	open := past.Files[0].Open
	past.Files[0].Open = func(ctx context.Context) (*source.File, int64, int64, error) {
		close(opened)
		return open(ctx)
	}
	past.Files = append(past.Files, source.PastFile{
		Name: "a.log", Size: int64(len(broken)), Modified: epoch,
		Open: func(context.Context) (*source.File, int64, int64, error) {
			var file *source.File
			file = source.NewFile("a.log", brokenFile{strings.NewReader(broken), func(off int64) error {
				switch cell := (off + 1) / cellSize; {
				case off == cellSize-1: // until the older file is open
					select {
					case <-opened:
					case <-time.After(patience):
					}
				case cell == 2:
					file.Rewritten()
				}
				return nil
			}}, nil)
			return file, 0, int64(len(broken)), nil
		},
	})
	s := newStore(0)
	s.add(source.Batch{Source: "a", Past: past})
	v := index(t, s)
	counts, gone := countTexts(&v)
	if n := counts["a line of the older file"]; n != len(split(old)) {
		t.Errorf("%d lines of the older file, want %d", n, len(split(old)))
	}
	if gone == 0 || gone > len(split(broken))/4+1 {
		t.Errorf("%d lines are gone, want those of the newer file's last quarter", gone)
	}
	if n := counts["older lines cannot be read: read a.log: the file was truncated or rewritten"]; n != 1 {
		t.Errorf("it is said %d times that lines cannot be read: %v", n, counts)
	}
}

// Part of a file cannot be read: the rest of it can.
func TestPastOfAFileWithABadPart(t *testing.T) {
	const size = 4 * cellSize / 25 * 25
	text := strings.Repeat("a line of a bad old disk\n", size/25)
	bad := brokenFile{strings.NewReader(text), func(off int64) error {
		if (off+1)/cellSize == 2 {
			return errors.New("input/output error")
		}
		return nil
	}}
	s := newStore(0)
	s.add(source.Batch{Source: "a", Past: &source.Past{Files: []source.PastFile{{
		Name: "a.log", Size: size, Modified: epoch,
		Open: func(context.Context) (*source.File, int64, int64, error) {
			return source.NewFile("a.log", bad, nil), 0, size, nil
		},
	}}}})
	v := index(t, s)
	counts, _ := countTexts(&v)
	if n := counts["a line of a bad old disk"]; n < size/25*2/4-10 || n > size/25*3/4+10 {
		t.Errorf("%d lines, want those around the bad part of %d", n, size/25)
	}
	if n := counts["older lines cannot be read: read a.log: input/output error"]; n != 1 {
		t.Errorf("it is said %d times that lines cannot be read: %v", n, counts)
	}
}

// One of several files is cut off after it was indexed: the lines of the others
// stay, and a search says what it could not read.
func TestMergedFileThatShrinks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	s := newStore(0)
	var paths []string
	for i := range 3 {
		name := string(rune('a' + i))
		paths = append(paths, written(t, name, stamped(r, name, 2000)))
		s.add(source.Batch{Source: name, Past: pastOf(t, paths[i])})
	}
	v := index(t, s)
	all := int(v.Next - v.First)
	if err := os.Truncate(paths[1], 0); err != nil {
		t.Fatal(err)
	}
	left, gone := 0, 0
	for _, l := range v.Lines(nil, v.First, all) {
		switch {
		case l.Gone > 0:
			gone += l.Gone
		case l.Source == "b":
			t.Fatalf("%q of a file that is empty", l.Text)
		default:
			left++
		}
	}
	if left+gone != all || left < all/2 || gone < 2000 {
		t.Errorf("%d lines are left and %d gone of %d", left, gone, all)
	}
	q, err := query.Parse("xx or 1", query.Options{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	m := s.Match(q, v.Next)
	defer m.Close()
	until(t, s, func(*Snapshot) bool { return m.Count().Done })
	if c := m.Count(); c.Records == 0 || c.Unread != uint64(gone) {
		t.Errorf("%+v, want records, and %d lines not read", c, gone)
	}
}

// countTexts counts the lines of v by their text, and those that are gone.
func countTexts(v *Snapshot) (counts map[string]int, gone int) {
	counts = map[string]int{}
	for _, l := range v.Lines(nil, v.First, int(v.Next-v.First)) {
		if gone += l.Gone; l.Gone == 0 {
			counts[string(l.Text)]++
		}
	}
	return counts, gone
}

// A past that was announced is waited for, so that its lines find their place.
func TestAnnouncedPastIsWaitedFor(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	s := newStore(0)
	first := pastOf(t, written(t, "a", stamped(r, "a", 3000)))
	first.More = 1
	s.add(source.Batch{Source: "a", Past: first})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.Index(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	until(t, s, func(v *Snapshot) bool { return v.Past.Read == v.Past.Bytes })
	s.add(source.Batch{Source: "b", Past: pastOf(t, written(t, "b", stamped(r, "b", 3000)))})
	until(t, s, func(v *Snapshot) bool { return v.Past.Complete })
	v := s.Snapshot()
	var last time.Time
	for _, l := range v.Lines(nil, v.First, int(v.Next-v.First)) {
		if l.Time.Before(last) {
			t.Fatalf("%v stands behind %v", l.Time, last)
		}
		last = l.Time
	}
}

// until waits for a condition of a store.
func until(t *testing.T, s *Store, ok func(*Snapshot) bool) {
	t.Helper()
	r := s.NewReader(false)
	defer r.Close()
	late := time.After(patience)
	for {
		if v := s.Snapshot(); ok(&v) {
			return
		}
		select {
		case <-r.Changed():
		case <-late:
			t.Fatalf("not in time: %+v", s.Snapshot())
		}
	}
}

// What came and is no longer kept, between the past and what is, is shown.
func TestHoleBehindThePast(t *testing.T) {
	s := newStore(64 << 10)
	s.add(source.Batch{Source: "a", Past: pastOf(t, written(t, "a.log", "old 1\nold 2\n"))})
	v := index(t, s)
	const n = 1000
	for i := range n {
		b := lines("a", fmt.Sprintf("new %d\n", i))
		b.At = epoch.Add(time.Duration(i) * time.Hour)
		s.add(b)
	}
	v = s.Snapshot()
	seen, gone := map[string]bool{}, 0
	for _, l := range v.Lines(nil, v.First, n) {
		if gone += l.Gone; l.Gone == 0 {
			seen[string(l.Text)] = true
		}
	}
	if !seen["old 1"] || !seen["old 2"] || !seen[fmt.Sprintf("new %d", n-1)] {
		t.Errorf("the ends are missing: %v", seen)
	}
	if gone == 0 || gone+len(seen) != n+2 {
		t.Errorf("%d lines are gone and %d are there, want %d in all", gone, len(seen), n+2)
	}
}

func TestManyFilesAreNotAllKeptOpen(t *testing.T) {
	s := newStore(0)
	closed := 0
	path := written(t, "a.log", "text\n")
	for i := range maxFiles + 10 {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		file := source.NewFile(path, f, func() error { closed++; return f.Close() })
		b := lines("a", "text\n")
		b.At, b.Lines.File = epoch.Add(time.Duration(i)*time.Hour), file
		s.add(b)
		if err := file.Close(); err != nil { // the sender's hold
			t.Fatal(err)
		}
	}
	if closed != 10 {
		t.Errorf("%d files were closed, want 10", closed)
	}
	v := s.Snapshot()
	if got := v.Lines(nil, 0, 2); string(got[0].Text) != "text" {
		t.Errorf("text that is in memory cannot be read: %v", got)
	}
}

// What reads text in the background may crash; rtwatch goes on and says it.
func TestCrashInTheBackground(t *testing.T) {
	var told string
	s := New(Options{Now: func() time.Time { return epoch }, Panicked: func(what string, _ any, stack []byte) {
		told = what + string(stack)
	}})
	if err := s.guard("search", func() { panic("oh") }); err == nil {
		t.Error("no error")
	}
	if !strings.HasPrefix(told, "search") || !strings.Contains(told, "mishap_test.go") {
		t.Errorf("told %q, want what crashed and where", told)
	}
	wantLines(t, texts(s, 0, 9), "0 search:search crashed: oh")
}
