package run

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// TestPace writes pieces at known times and checks when their batches come.
func TestPace(t *testing.T) {
	const half = source.HalfLineAfter
	type piece struct {
		at   time.Duration
		text string
	}
	for _, test := range []struct {
		name string
		in   []piece
		want []piece
		open []bool
	}{
		{
			"the first at once, the next gather",
			[]piece{{0, "a\n"}, {500 * time.Microsecond, "b\n"}, {time.Millisecond, "c\nd"}, {1500 * time.Microsecond, "d\n"}, {time.Second, ""}},
			[]piece{{0, "a\n"}, {source.GatherFor, "b\nc\ndd\n"}},
			[]bool{false, false},
		},
		{
			"after a pause at once again",
			[]piece{{0, "a\n"}, {time.Second, "b\n"}},
			[]piece{{0, "a\n"}, {time.Second, "b\n"}},
			[]bool{false, false},
		},
		{
			"half a line",
			[]piece{{0, "name? "}, {2 * time.Second, "me\n"}},
			[]piece{{half, "name? "}, {2 * time.Second, "me\n"}},
			[]bool{true, false},
		},
		{
			"half a line that goes on in time",
			[]piece{{0, "ab"}, {half - time.Millisecond, "cd"}, {half, "\n"}},
			[]piece{{half, "abcd\n"}},
			[]bool{false},
		},
		{
			"the rest at the end",
			[]piece{{0, "a\n"}, {time.Millisecond, "b"}},
			[]piece{{0, "a\n"}, {time.Millisecond, "b"}},
			[]bool{false, false},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				r, w := net.Pipe()
				go func() {
					for _, p := range test.in {
						<-time.After(time.Until(began.Add(p.at)))
						_, _ = io.WriteString(w, p.text)
					}
					w.Close()
				}()
				out := make(chan source.Batch)
				go func() {
					defer close(out)
					if err := lines(t.Context(), r, "x", out); err != nil {
						t.Error(err)
					}
				}()
				i := 0
				for b := range out {
					got := piece{time.Since(began), string(b.Lines.Data)}
					if i >= len(test.want) || got != test.want[i] || b.Lines.Open != test.open[i] || b.At.After(time.Now()) {
						t.Errorf("batch %d is %v, open %v; want %v", i, got, b.Lines.Open, test.want)
					}
					i++
				}
				if i < len(test.want) {
					t.Errorf("%d batches came, want %d", i, len(test.want))
				}
			})
		})
	}
}

// TestFullSlab writes more than a slab in no time at all.
func TestFullSlab(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pieces = 1 << 10
		began := time.Now()
		r, w := net.Pipe()
		go func() {
			for range pieces {
				_, _ = w.Write(append(bytes.Repeat([]byte{'x'}, 1023), '\n'))
			}
			w.Close()
		}()
		out := make(chan source.Batch)
		go func() {
			defer close(out)
			_ = lines(t.Context(), r, "x", out)
		}()
		total, batches := 0, 0
		for b := range out {
			total += b.Lines.Lines
			batches++
		}
		if took := time.Since(began); total != pieces || batches > 16 || took != 0 {
			t.Errorf("%d lines in %d batches in %v", total, batches, took)
		}
	})
}

// deaf is an input without deadlines, like a pipe on Windows.
type deaf struct{ net.Conn }

func (deaf) SetReadDeadline(time.Time) error { return errNoCommand }

func TestNothingWaitsWithoutDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := net.Pipe()
		out := make(chan source.Batch)
		go func() {
			defer close(out)
			_ = lines(t.Context(), deaf{r}, "x", out)
		}()
		for _, text := range []string{"a\n", "b\n", "c\n"} {
			_, _ = io.WriteString(w, text)
			if b := <-out; string(b.Lines.Data) != text {
				t.Errorf("got %q, want %q", b.Lines.Data, text)
			}
		}
		w.Close()
		for range out {
		}
	})
}

// TestReadsOnWhenDone keeps a command from hanging in its last words.
func TestReadsOnWhenDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, w := net.Pipe()
		ended := make(chan error)
		go func() { ended <- lines(ctx, r, "x", make(chan source.Batch)) }()
		cancel()
		for range 100 {
			if _, err := io.WriteString(w, "last words\n"); err != nil {
				t.Fatal(err)
			}
		}
		w.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
