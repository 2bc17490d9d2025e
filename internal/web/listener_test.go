package web

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// Of one address only so many connections are let in, and in all so many: those
// that are too many wait, or are closed, until another one leaves.
func TestConnectionsAreBounded(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := limit(inner, 3, 2)
	accepted := make(chan net.Conn, 9)
	ended := make(chan error)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				ended <- err
				return
			}
			accepted <- c
		}
	}()
	dial := func(from string) net.Conn {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		c, err := d.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Skip("this machine has one address only:", err)
		}
		t.Cleanup(func() { c.Close() })
		c.SetDeadline(time.Now().Add(5 * time.Second))
		return c
	}
	in := func() net.Conn {
		t.Helper()
		select {
		case c := <-accepted:
			return c
		case <-time.After(5 * time.Second):
			t.Fatal("nobody is let in")
			return nil
		}
	}
	dial("127.0.0.1")
	first := in()
	dial("127.0.0.1")
	second := in()
	if _, err := dial("127.0.0.1").Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Error("the third of an address is not closed:", err)
	}
	dial("127.0.0.2")
	third := in()
	dial("127.0.0.3") // waits
	until(t, "all places are taken", func() bool { return len(l.room) == 3 })
	if len(accepted) > 0 {
		t.Error("a fourth one is let in")
	}
	third.Close()
	third.Close() // counts once
	fourth := in()
	first.Close()
	second.Close()
	fourth.Close()
	until(t, "all are forgotten", func() bool { l.mu.Lock(); defer l.mu.Unlock(); return len(l.from) == 0 && len(l.room) <= 1 })
	l.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	s := streams{most: maxStreams, perIP: maxStreamsPerIP, from: map[string]int{}}
	var leave func()
	for range maxStreamsPerIP {
		if leave = s.enter("a", byText); leave == nil {
			t.Fatal("too few")
		}
	}
	if s.enter("a", byText) != nil {
		t.Error("one address has too many")
	}
	leave()
	leave() // counts once
	if s.enter("a", byText) == nil || s.enter("a", byText) != nil {
		t.Error("a place that was left is not one")
	}
	for i := maxStreamsPerIP; i < maxStreams; i++ {
		if s.enter(string(rune('b'+i/maxStreamsPerIP)), byText) == nil {
			t.Fatal("too few in all", i)
		}
	}
	if s.enter("z", byText) != nil {
		t.Error("too many in all")
	}
}
