package store

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// patience bounds every wait of the tests.
const patience = 30 * time.Second

// written puts text into a file of the test's own.
func written(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pastOf is the past of a source whose files are at paths, oldest first.
func pastOf(t testing.TB, paths ...string) *source.Past {
	t.Helper()
	p := &source.Past{}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		p.Files = append(p.Files, source.PastFile{
			Name: path, Size: info.Size(), Modified: epoch,
			Open: func(context.Context) (*source.File, int64, int64, error) {
				f, err := os.Open(path)
				if err != nil {
					return nil, 0, 0, err
				}
				t.Cleanup(func() { f.Close() })
				return source.NewFile(path, f, f.Close), 0, info.Size(), nil
			},
		})
	}
	return p
}

// index has a store read all of its past.
func index(t testing.TB, s *Store) Snapshot {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.Index(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	r := s.NewReader(false)
	defer r.Close()
	late := time.After(patience)
	for {
		if v := s.Snapshot(); v.Past.Complete {
			return v
		}
		select {
		case <-r.Changed():
		case <-late:
			t.Fatalf("not indexed in time: %+v", s.Snapshot().Past)
		}
	}
}

// readable checks that v has just these lines in its past.
func readable(t *testing.T, v *Snapshot, want []string) {
	t.Helper()
	if v.First != -int64(len(want)) {
		t.Errorf("the oldest line is %d of %d", v.First, len(want))
	}
	got := v.Lines(nil, v.First, len(want)+10)
	for i := range min(len(got), len(want)) {
		if string(got[i].Text) != want[i] || got[i].Seq != v.First+int64(i) {
			t.Fatalf("line %d is %d %.60q, want %.60q", i, got[i].Seq, got[i].Text, want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	// From anywhere as well.
	for range 50 {
		if len(want) == 0 {
			break
		}
		i := rand.IntN(len(want))
		l := v.Lines(nil, v.First+int64(i), 2)
		if len(l) == 0 || string(l[0].Text) != want[i] {
			t.Fatalf("line %d read by itself is %v", i, l)
		}
	}
}

// split returns the lines of text, each cut to MaxLine.
func split(text string) []string {
	all := strings.Split(text, "\n")
	if all[len(all)-1] == "" {
		all = all[:len(all)-1]
	}
	for i, l := range all {
		all[i] = l[:min(len(l), MaxLine)]
	}
	return all
}

func TestPastOfOneFile(t *testing.T) {
	short := func(n int) string { return strings.Repeat("0123456789abcdef 0123456789abcdef\n", n/34) }
	trace := "ERROR it failed\n" + strings.Repeat("\tat some.Method(File.java:1)\n", 20_000)
	for name, text := range map[string]string{
		"empty":                      "",
		"one byte":                   "\n",
		"no newline":                 "x",
		"a cell":                     short(cellSize),
		"just a cell":                strings.Repeat("x", cellSize-1) + "\n",
		"one more":                   strings.Repeat("x", cellSize) + "\n",
		"one less":                   strings.Repeat("x", cellSize-2) + "\n",
		"a cell and a line":          strings.Repeat("x", cellSize-1) + "\ny\n",
		"ends where a cell ends":     short(2*cellSize) + strings.Repeat("y", cellSize*2-len(short(2*cellSize))-1) + "\n",
		"long line in the middle":    short(300_000) + strings.Repeat("L", 3*cellSize) + "\n" + short(300_000),
		"nothing but a long line":    strings.Repeat("L", 5*cellSize+17),
		"long lines":                 strings.Repeat(strings.Repeat("L", 100_000)+"\n", 20),
		"a giant line in the middle": short(300_000) + strings.Repeat("L", giant+3*cellSize+7) + "\n  deeper\n  deeper\n" + short(300_000),
		"a giant line at the end":    short(300_000) + strings.Repeat("L", giant+3*cellSize+7),
		"empty lines":                strings.Repeat("\n", 2*cellSize+100),
		"a trace over several cells": short(200_000) + trace + short(300_000),
		"nothing but continuations":  strings.Repeat("  indented\n", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(0)
			s.add(source.Batch{Source: "a", Past: pastOf(t, written(t, "a.log", text))})
			v := index(t, s)
			readable(t, &v, split(text))
		})
	}
}

// Whatever the lines are, cells that are read by themselves fit together.
func TestPastOfRandomText(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 7))
		var text bytes.Buffer
		for size := r.IntN(2 << 20); text.Len() < size; {
			switch n := r.IntN(1000); {
			case n == 0:
				text.WriteString(strings.Repeat("L", r.IntN(2*lookAhead)))
			case n == 1:
				text.WriteString(strings.Repeat(" deeper\n", r.IntN(3000)))
			case n == 2:
				text.WriteString(strings.Repeat("L", r.IntN(2*cellSize)))
			case n < 200:
				text.WriteString("  more")
			default:
				fmt.Fprintf(&text, "2026-11-22 09:41:%02d %s", r.IntN(60), strings.Repeat("x", r.IntN(150)))
			}
			text.WriteByte('\n')
		}
		s := newStore(0)
		s.add(source.Batch{Source: "a", Past: pastOf(t, written(t, "a.log", text.String()))})
		v := index(t, s)
		readable(t, &v, split(text.String()))
		records := uint32(0)
		for i := range v.blocks() {
			for _, n := range v.block(i).facts.Levels {
				records += n
			}
		}
		if heads := heads(&v); records != heads {
			t.Errorf("seed %d: %d records counted, want %d", seed, records, heads)
		}
	}
}

// heads counts the lines of v that begin a record.
func heads(v *Snapshot) (n uint32) {
	for _, l := range v.Lines(nil, v.First, int(v.Next-v.First)) {
		if !l.Continues {
			n++
		}
	}
	return n
}

func TestPastOfRotatedFiles(t *testing.T) {
	old, now := strings.Repeat("old line\n", 50_000), strings.Repeat("new line\n", 40_000)+"last"
	s := newStore(0)
	s.add(source.Batch{Source: "a", Past: pastOf(t, written(t, "a.log.1", old), written(t, "a.log", now))})
	s.add(lines("a", "live\n"))
	v := index(t, s)
	got := v.Lines(nil, v.First, int(v.Next-v.First))
	want := append(split(old+now), "live")
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i := range want {
		if string(got[i].Text) != want[i] {
			t.Fatalf("line %d is %q, want %q", i, got[i].Text, want[i])
		}
	}
	if v.Next != 1 {
		t.Errorf("the line that came is not number 0 but %d", v.Next-1)
	}
	countsAs(t, s, "a", uint64(len(want)), len(old+now+"live\n"))
}

// countsAs checks how many lines and bytes of a source the store has counted.
func countsAs(t *testing.T, s *Store, name string, lines uint64, bytes int) {
	t.Helper()
	for _, x := range s.Sources() {
		if x.Name == name && (x.Lines != lines || x.Bytes != uint64(bytes)) {
			t.Errorf("%s has sent %d lines in %d bytes, not %d in %d", name, x.Lines, x.Bytes, lines, bytes)
		}
	}
}

// stamped is n lines of a file whose clock starts at a second and moves on by
// random steps, some followed by lines without a time.
func stamped(r *rand.Rand, name string, n int) string {
	var text strings.Builder
	at := epoch.Add(-time.Hour)
	for i := range n {
		at = at.Add(time.Duration(r.IntN(3000)) * time.Millisecond)
		fmt.Fprintf(&text, "%s %s %d %s\n", at.Format("2006-01-02T15:04:05.000Z07:00"), name, i, strings.Repeat("x", r.IntN(300)))
		if r.IntN(10) == 0 {
			fmt.Fprintf(&text, "\tat %s %d\n", name, i)
		}
	}
	return text.String()
}

func TestPastsAreMergedByTime(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := newStore(0)
		byFile, size := map[string][]string{}, map[string]int{}
		total := 0
		for i := range 2 + r.IntN(6) {
			name := string(rune('a' + i))
			text := stamped(r, name, r.IntN(12_000))
			byFile[name], size[name] = split(text), len(text)
			if text == "" {
				byFile[name] = nil
			}
			total += len(byFile[name])
			s.add(source.Batch{Source: name, Past: pastOf(t, written(t, name, text))})
		}
		v := index(t, s)
		if v.First != -int64(total) {
			t.Errorf("seed %d: the oldest line is %d, want %d", seed, v.First, -total)
		}
		var last time.Time
		seen := map[string]int{}
		for _, l := range v.Lines(nil, v.First, total+1) {
			i := seen[l.Source]
			if i >= len(byFile[l.Source]) || string(l.Text) != byFile[l.Source][i] {
				t.Fatalf("seed %d: line %d of %s is %.80q", seed, i, l.Source, l.Text)
			}
			seen[l.Source]++
			if l.Time.Before(last) {
				t.Fatalf("seed %d: %v stands behind %v", seed, l.Time, last)
			}
			last = l.Time
		}
		for name, all := range byFile {
			if seen[name] != len(all) {
				t.Errorf("seed %d: %d lines of %s, want %d", seed, seen[name], name, len(all))
			}
			countsAs(t, s, name, uint64(len(all)), size[name])
		}
	}
}

// A file that shrinks after it was indexed shows what is gone, and how much.
func TestPastThatShrinks(t *testing.T) {
	text := strings.Repeat("a line of the file\n", 60_000)
	path := written(t, "a.log", text)
	s := newStore(0)
	s.add(source.Batch{Source: "a", Past: pastOf(t, path)})
	v := index(t, s)
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, l := range v.Lines(nil, v.First, 60_000) {
		if l.Gone > 0 {
			gone += l.Gone
		} else if string(l.Text) != "a line of the file" {
			t.Fatalf("line %d is %q", l.Seq, l.Text)
		}
	}
	if gone == 0 {
		t.Error("nothing is gone of a file that was cut off")
	}
}

// Text that its file still has is not kept in memory, and can be read all the
// same.
func TestLiveTextIsReadAgain(t *testing.T) {
	var text strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&text, "line %d of a file that is followed, %s\n", i, "and that grows fast")
	}
	path := written(t, "a.log", text.String())
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	file := source.NewFile(path, f, f.Close)
	s := newStore(1 << 20)
	whole := text.String()
	for at := 0; at < len(whole); {
		end := min(at+200_000, len(whole))
		end = at + strings.LastIndexByte(whole[at:end], '\n') + 1
		b := lines("a", whole[at:end])
		b.Lines.Offset, b.Lines.File = int64(at), file
		s.add(b)
		at = end
	}
	v := s.Snapshot()
	if v.Total.Bytes > fileMemory+1<<20 {
		t.Errorf("%d bytes in memory", v.Total.Bytes)
	}
	want := split(whole)
	for _, i := range []int{0, 1, 199_999, 399_999} {
		if l := v.Lines(nil, int64(i), 1); len(l) != 1 || string(l[0].Text) != want[i] || l[0].Gone > 0 {
			t.Errorf("line %d is %v, want %q", i, l, want[i])
		}
	}
	file.Rewritten()
	if l := v.Lines(nil, 100_000, 1); len(l) != 1 || l[0].Gone == 0 {
		t.Errorf("line 100000 of a file that was rewritten is %v", l)
	}
	if l := v.Lines(nil, 399_999, 1); len(l) != 1 || string(l[0].Text) != want[399_999] {
		t.Errorf("the newest line, still in memory, is %v", l)
	}
}
