//go:build unix

package redis

import (
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

const secret = "s3cret/word"

// wantNoSecret looks for the password in all that was sent.
func wantNoSecret(t *testing.T, r *sourcetest.Recorder) {
	t.Helper()
	for _, n := range r.Notices() {
		if strings.Contains(n.Text, secret) {
			t.Errorf("a notice shows the password: %+v", n)
		}
	}
}

func countDown(r *sourcetest.Recorder) (down, back int) {
	for _, n := range r.Notices() {
		if strings.Contains(n.Text, " is down: ") {
			down++
		}
		if strings.Contains(n.Text, "back after ") {
			back++
		}
	}
	return down, back
}

func TestKilledAndRestarted(t *testing.T) {
	server := redistest.Start(t, "--requirepass", secret)
	fill(server, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Password: secret, Keys: []string{"k", "l"}, Window: 4}))
	r.Until("the window", func() bool { return settled(server, r, "k", 4) })
	server.Kill()
	r.Until("down", func() bool { return r.Noticed("is down: it closed the connection; values shown are from ") })
	if last(r).State != source.StateWaiting {
		t.Errorf("notice %+v", last(r))
	}
	before := len(lines(r, server.URL+"/0 k"))
	server.Restart()
	conn := server.Dial()
	defer conn.Close()
	conn.Do("ZADD", "k", "4", "m4", "5", "m5", "6", "new")
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 4) })
	// The source may have come back before the ZADD: then all of it is new.
	got := lines(r, server.URL+"/0 k")[before:]
	if !slices.Equal(got, []string{"6 new"}) && !slices.Equal(got, []string{"4 m4", "5 m5", "6 new"}) {
		t.Errorf("lines after the return: %q", got)
	}
	if down, back := countDown(r); down != 1 || back != 1 {
		t.Errorf("%d notices of going, %d of coming: %+v", down, back, r.Notices())
	}
	wantNoSecret(t, r)
	r.Stop()
}

// What a user must mend is told although the server was away already.
func TestPasswordChanged(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}}))
	r.Until("connected", func() bool { return r.Noticed("connected") })
	conn := server.Dial()
	defer conn.Close()
	conn.Do("CONFIG", "SET", "requirepass", secret)
	conn.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	r.Until("why it is away", func() bool { return r.Noticed("is down: the server wants a password") })
	conn.Do("CONFIG", "SET", "requirepass", "")
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
	if down, _ := countDown(r); down > 2 {
		t.Errorf("told %d times: %+v", down, r.Notices())
	}
	r.Stop()
}

func TestConnectionKilled(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}}))
	r.Until("the window", func() bool { return settled(server, r, "k", 100) })
	conn := server.Dial()
	defer conn.Close()
	for i := range 3 { // in one transaction, so that the change is missed
		conn.Queue("MULTI")
		conn.Queue("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		conn.Queue("ZINCRBY", "k", "10", "m1")
		conn.Queue("EXEC")
		for range 4 {
			if _, err := conn.Receive(); err != nil {
				t.Fatal(err)
			}
		}
		r.Until("the missed change", func() bool {
			_, back := countDown(r)
			return back == i+1 && settled(server, r, "k", 100)
		})
	}
	if got := len(lines(r, server.URL+"/0 k")); got != 5+3 {
		t.Errorf("%d lines, want 8: members that did not change came again", got)
	}
	r.Stop()
}

// TestAnotherSetAfterwards replaces the whole window by a lower one while the
// link is down: all of it is new, and that more was missed was told.
func TestAnotherSetAfterwards(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Window: 3}))
	r.Until("the window", func() bool { return settled(server, r, "k", 3) && r.Noticed("connected") })
	conn := server.Dial()
	defer conn.Close()
	for _, command := range [][]string{
		{"MULTI"},
		{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"},
		{"DEL", "k"},
		{"ZADD", "k", "0.1", "a", "0.2", "b", "0.3", "c", "0.4", "d"},
		{"EXEC"},
	} {
		conn.Do(command...)
	}
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 3) })
	if got := lines(r, server.URL+"/0 k")[3:]; !slices.Equal(got, []string{"0.2 b", "0.3 c", "0.4 d"}) {
		t.Errorf("the lines are %q", got)
	}
	if r.Noticed("its whole window") {
		t.Error("what was missed is told twice")
	}
	r.Stop()
}

// noAnswer is how a peer is told that has fallen silent.
const noAnswer = "is down: no answer for 3s"

// wantDead waits for the notices of a peer that has fallen silent, which come at
// most silentFor behind a ping.
func wantDead(t *testing.T, r *sourcetest.Recorder, notices ...string) {
	t.Helper()
	const promise, room = silentFor + pingEvery, 2 * time.Second // to tell it
	for _, n := range notices {
		if !sourcetest.Soon(promise+room, func() bool { return r.Noticed(n) }) {
			t.Fatalf("no %q within the %v promised; notices: %+v", n, promise, r.Notices())
		}
	}
}

func TestFrozenServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	fill(server, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}}))
	r.Until("the window", func() bool { return settled(server, r, "k", 100) })
	server.Stop()
	wantDead(t, r, noAnswer)
	server.Cont()
	server.Do("ZADD", "k", "9", "thawed")
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
	r.Stop()
}

// TestBusyServer has a server that is busy for less than the time in which it
// counts as dead, and for more.
func TestBusyServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--enable-debug-command", "yes")
	fill(server, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}}))
	r.Until("the window", func() bool { return settled(server, r, "k", 100) })
	server.Do("DEBUG", "SLEEP", "1.5")
	server.Do("ZADD", "k", "8", "soon")
	r.Until("the change", func() bool { return settled(server, r, "k", 100) })
	if down, _ := countDown(r); down != 0 {
		t.Errorf("a busy server was taken for a dead one: %+v", r.Notices())
	}
	conn := server.Dial()
	defer conn.Close()
	conn.Queue("DEBUG", "SLEEP", "6")
	conn.Queue("ZADD", "k", "9", "late")
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	wantDead(t, r, noAnswer)
	for range 2 {
		if _, err := conn.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
	r.Stop()
}

// hole is a proxy that can stop passing bytes on, and says nothing about it.
type hole struct {
	addr string
	mu   sync.Mutex
	shut chan struct{} // closed while bytes pass
}

func dig(t *testing.T, to string) *hole {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hole{addr: l.Addr().String(), shut: make(chan struct{})}
	close(h.shut)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	t.Cleanup(func() { cancel(); l.Close(); wg.Wait() })
	pipe := func(dst, src net.Conn) {
		defer dst.Close()
		buf := make([]byte, 32<<10)
		for {
			n, err := src.Read(buf)
			select {
			case <-h.open():
			case <-ctx.Done():
				return
			}
			if _, werr := dst.Write(buf[:n]); err != nil || werr != nil {
				return
			}
		}
	}
	wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			up, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			context.AfterFunc(ctx, func() { in.Close(); up.Close() })
			wg.Go(func() { pipe(in, up) })
			wg.Go(func() { pipe(up, in) })
		}
	})
	return h
}

func (h *hole) open() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shut
}

func (h *hole) swallow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = make(chan struct{})
}

func (h *hole) pass() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.shut)
}

func TestBlackHole(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	fill(server, "k", 5)
	h := dig(t, server.Addr)
	r := sourcetest.Start(t, open(t, Options{URL: "redis://" + h.addr, Keys: []string{"k"}}))
	r.Until("the window", func() bool { return settled(server, r, "k", 100) })
	h.swallow()
	server.Do("ZADD", "k", "9", "unseen") // its push is swallowed
	wantDead(t, r, noAnswer)
	h.pass()
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
	r.Stop()
}

func TestDownAtTheStart(t *testing.T) {
	server := redistest.Start(t)
	server.Kill()
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}}))
	r.Until("down", func() bool { return r.Noticed("is down: connection refused") })
	server.Restart()
	fill(server, "k", 2)
	r.Until("the window", func() bool { return settled(server, r, "k", 100) && r.Noticed("connected") })
	r.Stop()
}

func TestManyTriesOneNotice(t *testing.T) {
	var tries atomic.Int32
	addr := listening(t, func(net.Conn) { tries.Add(1) })
	src := open(t, Options{URL: "redis://" + addr, Keys: []string{"k"}})
	var bounds []time.Duration
	src.jitter = func(bound time.Duration) time.Duration {
		bounds = append(bounds, bound)
		return time.Millisecond
	}
	r := sourcetest.Start(t, src)
	r.Until("8 tries", func() bool { return tries.Load() >= 8 })
	r.Stop()
	if n := r.Notices(); len(n) != 1 {
		t.Errorf("%d notices, want 1: %+v", len(n), n)
	}
	var want []time.Duration
	for _, ms := range []int{100, 200, 400, 800, 1600, 2000, 2000} {
		want = append(want, time.Duration(ms)*time.Millisecond)
	}
	if !slices.Equal(bounds[:len(want)], want) {
		t.Errorf("the delays are bounded by %v, want %v", bounds, want)
	}
}

// TestEndsWhileTheServerIsSilent relies on Stop's limit of 2 s.
func TestEndsWhileTheServerIsSilent(t *testing.T) {
	t.Run("at the greeting", func(t *testing.T) {
		greeted := make(chan struct{}, 1)
		addr := listening(t, func(c net.Conn) {
			if _, err := c.Read(make([]byte, 4096)); err == nil {
				greeted <- struct{}{}
			}
			_, _ = io.Copy(io.Discard, c)
		})
		r := sourcetest.Start(t, open(t, Options{URL: "redis://" + addr, Keys: []string{"k"}}))
		<-greeted
		r.Stop()
	})
	t.Run("at a fetch", func(t *testing.T) {
		server := redistest.Start(t)
		h := dig(t, server.Addr)
		r := sourcetest.Start(t, open(t, Options{URL: "redis://" + h.addr, Keys: []string{"k"}}))
		r.Until("connected", func() bool { return r.Noticed("connected") })
		server.Stop()
		r.Stop()
	})
}
