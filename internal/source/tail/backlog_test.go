package tail

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// backlogged is what a stream sends that writes texts with pauses between
// them, and after how long what is sent came.
func backlogged(t *testing.T, b Backlog, pause time.Duration, texts ...string) (text string, lines int, first time.Duration) {
	t.Helper()
	var all strings.Builder
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		began := time.Now()
		go func() {
			for i, s := range texts {
				if i > 0 {
					<-time.After(pause) // of synctest's clock
				}
				fmt.Fprint(w, s)
			}
			w.Close()
		}()
		out := make(chan source.Batch)
		go func() {
			defer close(out)
			if err := NewReader("-", r, b).Run(t.Context(), out); err != nil {
				t.Error(err)
			}
		}()
		open := false
		for batch := range out {
			l := batch.Lines
			if first == 0 {
				first = time.Since(began)
			}
			if open != (l.Head > 0) {
				t.Errorf("a block begins with %d bytes of the line before, which is open: %v", l.Head, open)
			}
			all.Write(l.Data)
			lines += l.Lines
			open = l.Open
		}
	})
	return all.String(), lines, first
}

func TestBacklog(t *testing.T) {
	long := strings.Repeat("x", 3*source.MaxHeld)
	for _, c := range []struct {
		name    string
		backlog Backlog
		pause   time.Duration
		texts   []string
		want    string
	}{
		{"all", Backlog{}, 0, []string{"1\n2\n3\n"}, "1\n2\n3\n"},
		{"the last", Backlog{Limited: true, Last: 2}, 0, []string{"1\n2\n3\n"}, "2\n3\n"},
		{"without an end", Backlog{Limited: true, Last: 2}, 0, []string{"1\n2\n3"}, "2\n3"},
		{"none", Backlog{Limited: true}, time.Second, []string{"1\n2\n", "3\n"}, "3\n"},
		{"more than there are", Backlog{Limited: true, Last: 9}, 0, []string{"1\n2\n"}, "1\n2\n"},
		{"in pieces", Backlog{Limited: true, Last: 2}, time.Millisecond, []string{"1\n", "2\n", "3\n4", "4\n5\n"}, "44\n5\n"},
		{"and what comes after a pause", Backlog{Limited: true, Last: 1}, time.Second, []string{"1\n2\n", "3\n", "4\n"}, "2\n3\n4\n"},
		{"to the end, whatever the pauses", Backlog{Limited: true, Last: 2, Ended: true}, time.Minute, []string{"1\n2\n", "3\n", "4\n"}, "3\n4\n"},
		{"a pause within a line", Backlog{Limited: true, Last: 1}, time.Second, []string{"1\n2", "2\n3\n"}, "22\n3\n"},
		{"a pause within a line that is left out", Backlog{Limited: true}, time.Second, []string{"1\n2", "2\n3\n"}, "3\n"},
		{"behind a long line", Backlog{Limited: true, Last: 1}, 0, []string{long, long, "\n2\n"}, "2\n"},
		{"a long line", Backlog{Limited: true, Last: 2}, 0, []string{"1\n2\n", long, long, "\n3\n"}, long + long + "\n3\n"},
		{"from a line", Backlog{From: 3}, time.Second, []string{"1\n2", "2\n3", "3\n4\n"}, "33\n4\n"},
		{"from the first", Backlog{From: 1}, 0, []string{"1\n2\n"}, "1\n2\n"},
		{"from behind a long line", Backlog{From: 2}, time.Second, []string{long, long, "\n2\n"}, "2\n"},
		{"from behind the end", Backlog{From: 9}, 0, []string{"1\n2\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, lines, _ := backlogged(t, c.backlog, c.pause, c.texts...)
			if text != c.want {
				t.Errorf("%.200q, want %.200q", text, c.want)
			}
			if want := len(strings.SplitAfter(strings.TrimSuffix(c.want, "\n"), "\n")); c.want != "" && lines != want {
				t.Errorf("%d lines, want %d", lines, want)
			}
		})
	}
}

// A stream that never pauses, or is too large to wait for its end, is shown all
// the same.
func TestBacklogEnds(t *testing.T) {
	var endless []string
	for i := range 500 {
		endless = append(endless, fmt.Sprintf("%03d\n", i))
	}
	text, lines, first := backlogged(t, Backlog{Limited: true, Last: 3}, 10*time.Millisecond, endless...)
	if first < backlogMost || first > backlogMost+backlogPause || lines < 390 || lines > 410 || !strings.HasSuffix(text, "499\n") {
		t.Errorf("%d lines after %v", lines, first)
	}
	large := strings.Repeat("x", 1<<20-1) + "\n"
	var many []string
	for range maxBacklog>>20 + 8 {
		many = append(many, large)
	}
	if text, _, _ := backlogged(t, Backlog{Limited: true, Last: 1000, Ended: true}, 0, many...); len(text) != len(many)<<20 {
		t.Errorf("%d bytes, want all %d", len(text), len(many)<<20)
	}
}
