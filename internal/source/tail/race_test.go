package tail

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestPastRace starts in the midst of writing and rotating: what is looked
// back at and what is sent are together all lines behind the first, each once
// and in order, and with the rotated files all lines there are.
func TestPastRace(t *testing.T) {
	rotations := map[string]func(t *testing.T, path string, n int){
		"rename": func(t *testing.T, path string, n int) {
			must(t, os.Rename(path, fmt.Sprintf("%s-%08d", path, n)))
			put(t, path, "")
		},
		"shift": func(t *testing.T, path string, n int) {
			for i := n; i > 0; i-- {
				must(t, os.Rename(fmt.Sprintf("%s.%d", path, i), fmt.Sprintf("%s.%d", path, i+1)))
			}
			must(t, os.Rename(path, path+".1"))
			put(t, path, "")
		},
		"copy and truncate": func(t *testing.T, path string, n int) {
			data, err := os.ReadFile(path)
			must(t, err)
			put(t, fmt.Sprintf("%s-%08d", path, n), string(data))
			must(t, os.Truncate(path, 0))
		},
	}
	for name, rotate := range rotations {
		for _, rotated := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, rotated %v", name, rotated), func(t *testing.T) {
				for seed := range uint64(10) {
					race(t, rand.New(rand.NewPCG(seed, 7)), rotate, rotated)
				}
			})
		}
	}
}

// race plays one start.
func race(t *testing.T, random *rand.Rand, rotate func(*testing.T, string, int), rotated bool) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "")
	const lines = 300
	line := func(n int) string { return fmt.Sprintf("2026-11-22T10:00:00Z line %04d\n", n) }
	started := make(chan struct{})
	wrote := make(chan struct{})
	begin := 5 + random.IntN(lines/2)
	rotations := []int{begin + random.IntN(20) - 3, begin + 31 + random.IntN(60)}
	go func() {
		defer close(wrote)
		for n := range lines {
			if n == begin {
				close(started)
			}
			if at := slices.Index(rotations, n); at >= 0 {
				rotate(t, path, at)
			}
			put(t, path, line(n))
			if n == begin+30 {
				<-time.After(20 * time.Millisecond) // nobody rotates twice within a tick of the clock of files
			}
		}
	}()
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := make(chan source.Batch)
	s := newSource(t, Options{Paths: []string{path}, Past: true, Rotated: rotated})
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, out) }()
	var files []*io.SectionReader
	var live strings.Builder
	var notices []string
	timeout := time.After(sourcetest.Patience)
	lookBack := func() string {
		all := ""
		for _, f := range files {
			text, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
			must(t, err)
			all += string(text) // less than all, until it is known that it was cut
		}
		return all
	}
	over := func() bool {
		return strings.HasSuffix(live.String(), line(lines-1)) || live.Len() == 0 && strings.HasSuffix(lookBack(), line(lines-1))
	}
	for !over() {
		select {
		case b := <-out:
			if b.Past != nil {
				for _, pf := range b.Past.Files {
					f, from, to, err := pf.Open(t.Context())
					must(t, err)
					defer f.Close()
					files = append(files, io.NewSectionReader(f, from, to-from))
				}
			}
			live.Write(b.Lines.Data)
			for _, n := range b.Notices {
				notices = append(notices, n.Text)
			}
		case err := <-ended:
			t.Fatalf("it ended by itself, %v", err)
		case <-timeout:
			t.Fatalf("the last line did not come; got %d bytes", live.Len())
		}
	}
	<-wrote
	all := lookBack() + live.String()
	cancel()
	must(t, <-ended)
	var first int
	if _, err := fmt.Sscanf(all, "2026-11-22T10:00:00Z line %d\n", &first); err != nil {
		t.Fatalf("begins with %.60q", all)
	}
	if first > 0 && (rotated || !slices.Contains(rotations, first)) {
		t.Errorf("begins with line %d", first)
	}
	var want strings.Builder
	for n := first; n < lines; n++ {
		want.WriteString(line(n))
	}
	if all != want.String() {
		for i, l := range strings.Split(all, "\n") {
			if w := strings.TrimSuffix(line(first+i), "\n"); l != w {
				t.Logf("told %q", notices)
				t.Fatalf("line %d is %q, want %q", first+i, l, w)
			}
		}
	}
}
