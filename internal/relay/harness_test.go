//go:build unix

package relay

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
	"github.com/rtwatch/rtwatch/internal/store"
)

// pushed is a relay at work, and what it said.
type pushed struct {
	t     *testing.T
	in    chan source.Batch
	relay *Relay
	stop  context.CancelFunc
	ended chan struct{}
	err   error

	mu   sync.Mutex
	said []string
}

// push starts a relay. o lacks nothing but what the test is about.
func push(t *testing.T, url string, o Options, change ...func(*Relay)) *pushed {
	t.Helper()
	p := &pushed{t: t, in: make(chan source.Batch), ended: make(chan struct{})}
	var err error
	if o.To, err = exchange.ParseServer("--to", url, "", nil); err != nil {
		t.Fatal(err)
	}
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	set(&o.Keep, 1<<30)
	set(&o.Window, 1000)
	if o.Host == "" {
		o.Host = "web1"
	}
	if o.Spool == "" {
		o.Spool = t.TempDir()
	}
	if o.SpoolSize == 0 {
		o.SpoolSize = 64 << 20
	}
	o.Say = func(text string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.said = append(p.said, text)
	}
	st := store.New(store.Options{Memory: 1 << 20, Stream: true})
	if p.relay, err = New(st, o); err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(p.relay)
	}
	var ctx context.Context
	ctx, p.stop = context.WithCancel(context.Background())
	in := p.in
	go func() {
		defer close(p.ended)
		stored := make(chan struct{})
		go func() {
			defer close(stored)
			st.Run(in)
		}()
		p.err = p.relay.Run(ctx)
		<-stored
	}()
	t.Cleanup(func() { p.kill() })
	return p
}

// lines sends lines from one number to another.
func (p *pushed) lines(from, to int) {
	p.t.Helper()
	for from < to {
		var b strings.Builder
		n := min(to-from, 100)
		for i := from; i < from+n; i++ {
			fmt.Fprintf(&b, "line %d of a log that has some text in it\n", i)
		}
		from += n
		p.send(source.Batch{Source: "a.log", Lines: source.Block{Data: []byte(b.String()), Lines: n}})
	}
}

func (p *pushed) send(b source.Batch) {
	p.t.Helper()
	select {
	case p.in <- b:
	case <-time.After(sourcetest.Patience):
		p.t.Fatal("the store takes no more")
	}
}

// end waits until all is sent.
func (p *pushed) end() {
	p.t.Helper()
	close(p.in)
	p.in = nil
	select {
	case <-p.ended:
	case <-time.After(sourcetest.Patience):
		p.t.Fatalf("not all is sent; said %q", p.all())
	}
	if p.err != nil {
		p.t.Fatal(p.err)
	}
}

// kill ends the relay as a signal does.
func (p *pushed) kill() {
	p.stop()
	if p.in != nil {
		close(p.in)
		p.in = nil
	}
	<-p.ended
}

func (p *pushed) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.said...)
}

func (p *pushed) says(words string) {
	p.t.Helper()
	defer func() {
		if p.t.Failed() {
			p.t.Logf("said %q", p.all())
		}
	}()
	sourcetest.Eventually(p.t, fmt.Sprintf("says %q", words), func() bool { return strings.Contains(strings.Join(p.all(), "\n"), words) })
}

// entries reads a stream as XRANGE gives it.
func entries(t *testing.T, s *redistest.Server, key string, numbers bool) []exchange.Entry {
	t.Helper()
	var all []exchange.Entry
	list, _ := s.Do("XRANGE", key, "-", "+").([]any)
	for _, x := range list {
		pair := x.([]any)
		var fields []string
		for _, f := range pair[1].([]any) {
			fields = append(fields, f.(string))
		}
		e, err := exchange.ParseEntry(pair[0].(string), fields, numbers)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(all); n > 0 {
			last := all[n-1]
			if want := last.ID.Seq + exchange.Step(last.N); e.ID.Seq != want && !numbers {
				t.Errorf("entry %v is numbered %d, want %d", e.ID, e.ID.Seq, want)
			}
		}
		all = append(all, e)
	}
	return all
}

const streamKey = "rtwatch:{web1}:lines:a.log"

// written is the lines that a stream has, joined up.
func written(t *testing.T, s *redistest.Server) string {
	t.Helper()
	var b strings.Builder
	for _, e := range entries(t, s, streamKey, false) {
		if e.Kind == exchange.Lines {
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

// want are the lines from one number to another.
func want(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %d of a log that has some text in it\n", i)
	}
	return b.String()
}

// wantText compares what a stream has, byte for byte.
func wantText(t *testing.T, s *redistest.Server, want string) {
	t.Helper()
	if got := written(t, s); got != want {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		t.Errorf("%d bytes are in the stream, want %d; they differ at %d: %.60q, want %.60q", len(got), len(want), i, got[i:], want[i:])
	}
}
