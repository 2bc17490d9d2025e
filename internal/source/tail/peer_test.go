package tail

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	peer "github.com/nxadm/tail"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// rotation is one way to rotate a log under a writer.
type rotation struct {
	name  string
	rate  int // lines a second
	every time.Duration
	// rotate returns the file to write to from now on, and the one that the
	// writer goes on with for late lines.
	rotate func(t *testing.T, path string, n int) *os.File
	late   int
}

// TestBesidePeer rotates a log under a fast writer, with this package and
// nxadm/tail reading it at the same time. Ours must lose nothing; how much the
// peer loses is logged, as the reason for this package.
func TestBesidePeer(t *testing.T) {
	rename := func(t *testing.T, path string, n int) *os.File {
		before := identityOf(t, path)
		must(t, os.Rename(path, fmt.Sprintf("%s.%d", path, n)))
		f := appender(t, path)
		if identityOf(t, path) == before {
			t.Fatal("the rotation did not happen")
		}
		return f
	}
	for _, c := range []rotation{
		{"rename, 100 000 lines/s", 100_000, 40 * time.Millisecond, rename, 0},
		{"renames in bursts", 50_000, 15 * time.Millisecond, rename, 0},
		{"rename, late writer", 20_000, 100 * time.Millisecond, rename, 500},
		{"delete and create", 20_000, 100 * time.Millisecond, func(t *testing.T, path string, _ int) *os.File {
			must(t, os.Remove(path))
			return appender(t, path)
		}, 0},
		{"link switch", 20_000, 100 * time.Millisecond, func(t *testing.T, path string, n int) *os.File {
			target := fmt.Sprintf("%s-%d", path, n)
			f := appender(t, target)
			must(t, os.Symlink(target, path+".tmp"))
			must(t, os.Rename(path+".tmp", path))
			return f
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			file := appender(t, path)
			write(t, file, "begin\n")
			ours, stopOurs := readOurs(t, path)
			<-ours // what is rotated away before the first look is not followed
			theirs, stopTheirs := readTheirs(t, path)
			total := writeRotating(t, c, path, file)
			lost, doubled := tally(t, ours, total, sourcetest.Patience)
			stopOurs()
			theirLost, theirDoubled := tally(t, theirs, total, peerPatience)
			stopTheirs()
			t.Logf("%d lines: ours lost %d, doubled %d; nxadm/tail lost %d (%.1f %%), doubled %d",
				total, lost, doubled, theirLost, 100*float64(theirLost)/float64(total), theirDoubled)
			if lost+doubled > 0 {
				t.Errorf("lost %d and doubled %d of %d lines", lost, doubled, total)
			}
		})
	}
}

// writeRotating writes numbered lines for a second, and rotates.
func writeRotating(t *testing.T, c rotation, path string, file *os.File) int {
	const slice = time.Millisecond
	n, rotations := 0, 0
	line := func(f *os.File, count int) {
		var text strings.Builder
		for range count {
			fmt.Fprintf(&text, "%d and some words to make a line of the usual length\n", n)
			n++
		}
		write(t, f, text.String())
	}
	tick := time.NewTicker(slice)
	defer tick.Stop()
	begin := time.Now()
	last := begin
	for now := range tick.C {
		if now.Sub(begin) > time.Second {
			break
		}
		for due := int(now.Sub(begin).Seconds() * float64(c.rate)); n < due; {
			line(file, min(20, due-n))
		}
		if now.Sub(last) < c.every {
			continue
		}
		last = now
		rotations++
		old := file
		file = c.rotate(t, path, rotations)
		for range c.late {
			line(old, 1)
		}
		old.Close()
	}
	return n
}

// peerPatience is how long the peer may be silent before what has not come
// counts as lost. It does lose lines, so that each test waits as long; a figure
// in the log is all that depends on it.
const peerPatience = 500 * time.Millisecond

// tally counts what came of lines 0 to total-1 until all have, or nothing
// comes within patience.
func tally(t *testing.T, lines <-chan string, total int, patience time.Duration) (lost, doubled int) {
	t.Helper()
	seen := make([]int, total)
	for missing := total; missing > 0; {
		select {
		case line := <-lines:
			number, _, _ := strings.Cut(line, " ")
			i, err := strconv.Atoi(number)
			if err != nil || i < 0 || i >= total {
				if number != "begin\n" && number != "begin" {
					doubled++ // a piece of a line
				}
				continue
			}
			if seen[i]++; seen[i] == 1 {
				missing--
			}
		case <-time.After(patience):
			missing = 0
		}
	}
	for _, n := range seen {
		if n == 0 {
			lost++
		}
		doubled += max(0, n-1)
	}
	return lost, doubled
}

func readOurs(t *testing.T, path string) (<-chan string, func()) {
	s := newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}})
	ctx, cancel := context.WithCancel(t.Context())
	out, lines := make(chan source.Batch), make(chan string, 2_000_000)
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, out); close(out) }()
	go func() {
		for b := range out {
			for line := range strings.Lines(string(b.Lines.Data)) {
				lines <- line
			}
		}
	}()
	return lines, func() { cancel(); must(t, <-done) }
}

func readTheirs(t *testing.T, path string) (<-chan string, func()) {
	p, err := peer.TailFile(path, peer.Config{
		Follow: true, ReOpen: true, CompleteLines: true, Logger: peer.DiscardingLogger,
		Location: &peer.SeekInfo{Whence: io.SeekStart},
	})
	must(t, err)
	lines := make(chan string, 2_000_000)
	go func() {
		for line := range p.Lines {
			lines <- line.Text
		}
	}()
	return lines, func() { p.Stop() }
}
