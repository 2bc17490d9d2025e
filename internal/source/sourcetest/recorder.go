package sourcetest

import (
	"bytes"
	"context"
	"hash/maphash"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Recorder receives what a source sends, checks every batch, and keeps it.
type Recorder struct {
	t      *testing.T
	cancel context.CancelFunc
	ended  chan struct{}
	err    error

	mu      sync.Mutex
	batches []received
	text    map[string][]byte // what the lines of each label join up to
	open    map[string]bool
}

// received is a batch and the hash of its text when it came.
type received struct {
	source.Batch
	sum uint64
}

var seed = maphash.MakeSeed()

// Start runs src and records it until Stop, or the test's end.
func Start(t *testing.T, src source.Source) *Recorder {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &Recorder{
		t: t, cancel: cancel, ended: make(chan struct{}),
		text: map[string][]byte{}, open: map[string]bool{},
	}
	out := make(chan source.Batch)
	go func() {
		defer close(out)
		r.err = src.Run(ctx, out)
	}()
	go func() {
		defer close(r.ended)
		for b := range out {
			r.add(b)
		}
	}()
	t.Cleanup(func() { r.cancel(); <-r.ended })
	return r
}

// Stop ends the source and fails the test if it returned an error, or changed
// a batch after it was sent.
func (r *Recorder) Stop() {
	r.t.Helper()
	r.cancel()
	if !Soon(endWithin, r.hasEnded) {
		r.t.Fatalf("Run did not return within %v of its context's end", endWithin)
	}
	if r.err != nil {
		r.t.Errorf("Run returned %v", r.err)
	}
	for i, b := range r.batches {
		if b.sum != maphash.Bytes(seed, b.Lines.Data) {
			r.t.Fatalf("batch %d was changed after it was sent", i)
		}
	}
}

func (r *Recorder) hasEnded() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// Wait waits for the source to end by itself and returns its error.
func (r *Recorder) Wait() error {
	r.t.Helper()
	select {
	case <-r.ended:
		return r.err
	case <-time.After(Patience):
		r.t.Fatalf("the source did not end within %v", Patience)
		return nil
	}
}

// Until waits for ok and fails the test if it takes too long.
func (r *Recorder) Until(what string, ok func() bool) {
	r.t.Helper()
	if !within(Patience, ok) {
		r.t.Fatalf("%s: not within %v; notices: %+v", what, Patience, r.Notices())
	}
}

// Batches is how many batches have come.
func (r *Recorder) Batches() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.batches)
}

// Text is what the blocks of a label join up to; a line that its input ended
// without a newline gets one.
func (r *Recorder) Text(label string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return string(r.text[label])
}

// Samples returns the samples so far, by series.
func (r *Recorder) Samples() map[string][]source.Sample {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[string][]source.Sample{}
	for _, b := range r.batches {
		for _, s := range b.Samples {
			all[s.Series] = append(all[s.Series], s)
		}
	}
	return all
}

// Table returns the newest table of a name.
func (r *Recorder) Table(name string) (source.Table, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.batches) - 1; i >= 0; i-- {
		for _, t := range r.batches[i].Tables {
			if t.Name == name {
				return t, true
			}
		}
	}
	return source.Table{}, false
}

// Notices returns the notices so far.
func (r *Recorder) Notices() []source.Notice {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []source.Notice
	for _, b := range r.batches {
		all = append(all, b.Notices...)
	}
	return all
}

// Noticed reports whether a notice holds text.
func (r *Recorder) Noticed(text string) bool {
	for _, n := range r.Notices() {
		if strings.Contains(n.Text, text) {
			return true
		}
	}
	return false
}

// add checks and keeps one batch.
func (r *Recorder) add(b source.Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.check(b)
	r.batches = append(r.batches, received{b, maphash.Bytes(seed, b.Lines.Data)})
	if data := b.Lines.Data; len(data) > 0 {
		have := r.text[b.Source]
		if b.Lines.Head == 0 && len(have) > 0 && have[len(have)-1] != '\n' {
			have = append(have, '\n')
		}
		r.text[b.Source] = append(have, data...)
		r.open[b.Source] = b.Lines.Open
	}
}

func (r *Recorder) check(b source.Batch) {
	fail := func(format string, args ...any) {
		r.t.Errorf("batch %d: "+format, append([]any{len(r.batches)}, args...)...)
	}
	if b.Source == "" {
		fail("has no source label")
	}
	if b.Empty() {
		fail("is empty")
	}
	l := b.Lines
	rest := l.Data[min(l.Head, len(l.Data)):]
	begins := bytes.Count(rest, []byte{'\n'})
	ended := len(l.Data) > 0 && l.Data[len(l.Data)-1] == '\n'
	if len(rest) > 0 && !ended {
		begins++
	}
	switch {
	case l.Lines != begins:
		fail("says that %d lines begin in it, but %d do", l.Lines, begins)
	case l.Open && (ended || len(l.Data) == 0):
		fail("is open behind a complete line")
	case l.Head > 0 && !r.open[b.Source]:
		fail("goes on with a line that is not open")
	case l.Head > len(l.Data) || l.Head > 0 && l.Head < len(l.Data) && bytes.IndexByte(l.Data, '\n') != l.Head-1:
		fail("has a head of %d bytes that is not the rest of one line", l.Head)
	}
	for _, s := range b.Samples {
		if s.Series == "" || math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
			fail("holds the sample %+v", s)
		}
	}
	for _, t := range b.Tables {
		for _, row := range t.Rows {
			if len(row.Cells) != len(t.Columns) {
				fail("table %q has %d columns, but row %q %d cells", t.Name, len(t.Columns), row.ID, len(row.Cells))
			}
		}
	}
	for _, n := range b.Notices {
		if n.Text == "" && n.State == source.StateSame || strings.ContainsAny(n.Text, "\n") {
			fail("holds the notice %+v", n)
		}
	}
}

// Labels returns the labels of the lines in the order of their batches, each
// run of one label once.
func (r *Recorder) Labels() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, b := range r.batches {
		if len(b.Lines.Data) > 0 && (len(all) == 0 || all[len(all)-1] != b.Source) {
			all = append(all, b.Source)
		}
	}
	return all
}
