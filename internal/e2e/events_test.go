package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tmaxmax/go-sse"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// cutter dials, and cuts what it has dialled.
type cutter struct {
	mu    sync.Mutex
	conns []net.Conn
}

func (c *cutter) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err == nil {
		c.mu.Lock()
		c.conns = append(c.conns, conn)
		c.mu.Unlock()
	}
	return conn, err
}

// cut closes all connections with a reset, as a router that has lost its mind.
func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.conns {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
	c.conns = nil
}

// A client of server-sent events that knows nothing of rtwatch comes back by
// itself with its last id, and has each line once, in order.
func TestEventsComeBack(t *testing.T) {
	t.Setenv("RTWATCH_TOKEN", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
	path := file(t, "a.log", numbered(0, 100))
	_, port, _ := strings.Cut(redistest.FreeAddr(t), ":") // which is there for the next run too
	s := serve(t, nil, "tail", "--http", ":"+port, path)
	var links cutter
	client := sse.Client{
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: links.dial}},
		Backoff:    sse.Backoff{InitialInterval: 5 * time.Millisecond, MaxInterval: 50 * time.Millisecond},
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	conn := client.NewConnection(s.request("/events?n=100").WithContext(ctx))
	conn.Buffer(nil, 1<<20) // its own is 64 KiB: see docs/http.md

	var mu sync.Mutex
	var lines []string
	hellos, resets, skipped := 0, 0, uint64(0)
	conn.SubscribeMessages(func(e sse.Event) {
		var m message
		err := json.Unmarshal([]byte(e.Data), &m)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Errorf("%v: %s", err, e.Data)
		}
		if m.Type == "hello" {
			hellos++
		}
		if m.Reset {
			lines = nil
			resets++
		}
		skipped += m.Skipped
		from := ""
		for _, l := range m.Lines {
			if l.S != "" { // else it is as in the line before
				from = l.S
			}
			if from == path {
				lines = append(lines, l.X)
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- conn.Connect() }()
	state := func() string {
		mu.Lock()
		defer mu.Unlock()
		return fmt.Sprintf("%d lines, %d times connected, %d resets\n%s", len(lines), hellos, resets, s.state())
	}
	has := func(from, to int) {
		t.Helper()
		until(t, fmt.Sprintf("the lines to %d", to), state, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(lines) >= to-from
		})
		mu.Lock()
		defer mu.Unlock()
		for i, x := range lines {
			if want := fmt.Sprintf("line %06d", from+i); len(x) < len(want) || x[:len(want)] != want {
				t.Fatalf("line %d is %q, want %q", i, x, want)
			}
		}
	}
	has(0, 100)
	const cuts = 20
	for i := range cuts {
		from := 100 + 100*i
		appendTo(t, path, numbered(from, from+50))
		links.cut()
		appendTo(t, path, numbered(from+50, from+100))
		until(t, "it is back", state, func() bool {
			mu.Lock()
			defer mu.Unlock()
			return hellos == i+2
		})
	}
	has(0, 100+100*cuts)
	mu.Lock()
	if resets != 1 || skipped > 0 {
		t.Errorf("%d resets, %d lines skipped: want one at the start and none", resets, skipped)
	}
	mu.Unlock()

	// Another run knows nothing of that id: it says so, and gives a window.
	s.signal(syscall.SIGTERM)
	s.exits(143)
	appendTo(t, path, numbered(2100, 2110))
	again := pipe(t, nil, "tail", "--headless", "--http", s.addr, path)
	until(t, "a new window", state, func() bool {
		mu.Lock()
		defer mu.Unlock()
		return resets == 2
	})
	has(2010, 2110)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	again.signal(syscall.SIGTERM)
	again.exits(143)
}
