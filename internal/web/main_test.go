package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come, on a machine that does
// much else too.
const patience = time.Minute

const testToken = "0123456789abcdef0123456789abcdef"

// clock is a time that the test moves.
type clock struct{ atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.Store(time.Now().UnixNano())
	return c
}

func (c *clock) now() time.Time { return time.Unix(0, c.Load()) }

func (c *clock) pass(d time.Duration) { c.Add(int64(d)) }

// setup is what a test may change of a server before it begins.
type setup struct {
	Options
	conditions
}

// nowhere is the address of a server that is asked over no network.
func nowhere() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// rig is a server on a store that the test writes to.
type rig struct {
	tb      testing.TB
	addr    string
	server  *Server
	batches chan source.Batch
	offset  int64
	stop    func()
}

func start(tb testing.TB, change func(*setup)) *rig {
	tb.Helper()
	r := &rig{tb: tb, batches: make(chan source.Batch)}
	o := setup{Options{Store: store.New(store.Options{}), Token: testToken, Names: []string{"test"}}, usual()}
	// On a slow machine a client may read nothing, and answer no ping, for long, and
	// a search may take its time.
	o.waits.alive, o.waits.search, o.waits.await = patience, patience, patience
	o.Post = func(_ context.Context, name string, lines []byte, n int) error {
		r.batches <- source.Batch{Source: name, Lines: source.Block{Data: lines, Lines: n}}
		return nil
	}
	if change != nil {
		change(&o)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	r.addr = l.Addr().String()
	r.server = newServer(o.Options, o.conditions, l.Addr())
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		in := make(chan source.Batch)
		go func() {
			defer close(in)
			for {
				select {
				case b := <-r.batches:
					in <- b
				case <-ctx.Done():
					return
				}
			}
		}()
		o.Store.Run(in)
	})
	all.Go(func() {
		if err := r.server.Serve(ctx, l); err != nil {
			tb.Error(err)
		}
	})
	r.stop = sync.OnceFunc(func() {
		cancel()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			all.Wait()
		}()
		// Serve promises 2 s, counted in ticks: a busy machine gives them late, as it
		// does the server its turns.
		for ticks := 0; ; ticks++ {
			select {
			case <-ended:
			case <-time.After(10 * time.Millisecond):
				continue
			}
			if ticks > 200 {
				tb.Errorf("the end took %d hundredths of a second", ticks)
			}
			break
		}
		http.DefaultClient.CloseIdleConnections()
	})
	tb.Cleanup(r.stop)
	return r
}

// write has the store take lines.
func (r *rig) write(lines ...string) {
	data := []byte(strings.Join(lines, "\n") + "\n")
	r.batches <- source.Batch{Source: "a", Lines: source.Block{Data: data, Lines: len(lines), Offset: r.offset}}
	r.offset += int64(len(data))
}

// settled waits until the store has what was written before.
func (r *rig) settled() {
	for range 2 { // one may wait behind the one that the store is taking
		r.batches <- source.Batch{Source: "a"}
	}
}

// request sends a request with the token. The answer is to be closed.
func (r *rig) request(method, path, body string, header ...string) *http.Response {
	r.tb.Helper()
	q, err := http.NewRequest(method, "http://"+r.addr+path, strings.NewReader(body))
	if err != nil {
		r.tb.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+testToken)
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		r.tb.Fatal(err)
	}
	return a
}

// do sends a request with the token, and reads the answer.
func (r *rig) do(method, path, body string, header ...string) (int, string) {
	r.tb.Helper()
	a := r.request(method, path, body, header...)
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		r.tb.Fatal(err)
	}
	return a.StatusCode, string(text)
}

// get opens an answer with the token; the end of the test closes it.
func (r *rig) get(path string, header ...string) *http.Response {
	r.tb.Helper()
	a := r.request(http.MethodGet, path, "", header...)
	r.tb.Cleanup(func() { a.Body.Close() })
	return a
}

// until reads an answer up to a line that begins so.
func (r *rig) until(path, begin string) {
	r.tb.Helper()
	a := r.get(path)
	defer a.Body.Close()
	in := bufio.NewReader(a.Body)
	for {
		l, err := in.ReadString('\n')
		if err != nil {
			r.tb.Fatal(err)
		}
		if strings.HasPrefix(l, begin) {
			return
		}
	}
}

// until waits for ok.
func until(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			tb.Fatalf("%s: not within %v", what, patience)
		}
	}
}

func numbered(from, to int) []string {
	var all []string
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf("line %06d", i))
	}
	return all
}
