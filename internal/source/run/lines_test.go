package run

import (
	"bytes"
	"context"
	"io"
	"net"
	"slices"
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

// TestLastWords ends reading while something is held back.
func TestLastWords(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []string
		want []string
		open bool // the last
	}{
		{"nothing", nil, nil, false},
		{"half a line", []string{"name? "}, []string{"name? "}, true},
		{"a line that gathers", []string{"a\n", "b\n"}, []string{"a\n", "b\n"}, false},
		{"both", []string{"a\n", "b\nc"}, []string{"a\n", "b\nc"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				r, w := net.Pipe()
				out := make(chan source.Batch)
				go func() {
					for _, text := range test.in {
						_, _ = io.WriteString(w, text)
					}
					<-time.After(time.Millisecond)
					cancel()
					<-time.After(time.Second)
					_, _ = io.WriteString(w, "too late\n")
					w.Close()
				}()
				go func() {
					defer close(out)
					if err := lines(ctx, r, "x", out); err != nil {
						t.Error(err)
					}
				}()
				began := time.Now()
				var got []string
				var last source.Block
				for b := range out {
					if late := time.Since(began); late > time.Millisecond {
						t.Errorf("%q came after %v", b.Lines.Data, late)
					}
					last = b.Lines
					got = append(got, string(last.Data))
				}
				if !slices.Equal(got, test.want) || last.Open != test.open {
					t.Errorf("got %q, open %v; want %q", got, last.Open, test.want)
				}
			})
		})
	}
}

// TestLastWordsToNobody must not hold up the end.
func TestLastWordsToNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, w := net.Pipe()
		ended := make(chan error)
		go func() { ended <- lines(ctx, r, "x", make(chan source.Batch)) }()
		_, _ = io.WriteString(w, "a\nb")
		cancel()
		began := time.Now()
		_, _ = io.WriteString(w, "c") // is read, in the end
		if took := time.Since(began); took > lastFor {
			t.Errorf("reading went on after %v", took)
		}
		w.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
