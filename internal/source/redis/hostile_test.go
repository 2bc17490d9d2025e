//go:build unix

package redis

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

const noRedis = "does not speak the Redis protocol"

func TestHostileGreeting(t *testing.T) {
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			r := sourcetest.Start(t, open(t, Options{URL: "redis://" + greet(t, tt.text), Keys: []string{"k"}}))
			if err := r.Wait(); err == nil || !strings.Contains(err.Error(), noRedis) || !isPermanent(t, err) {
				t.Errorf("the error is %v, want a permanent one with %q", err, noRedis)
			}
		})
	}
	t.Run("more answers than questions", func(t *testing.T) {
		text := strings.Repeat("+OK\r\n", 20000)
		r := sourcetest.Start(t, open(t, Options{URL: "redis://" + greet(t, text), Keys: []string{"k"}}))
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), noRedis) {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("a line without end", func(t *testing.T) {
		var sent atomic.Int64
		addr := listening(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "+")
			for piece := bytes.Repeat([]byte{'y'}, 64<<10); sent.Load() < 256<<20; {
				n, err := c.Write(piece)
				if sent.Add(int64(n)); err != nil {
					return
				}
			}
		})
		r := sourcetest.Start(t, open(t, Options{URL: "redis://" + addr, Keys: []string{"k"}}))
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), noRedis) {
			t.Errorf("the error is %v", err)
		}
		if n := sent.Load(); n > 32<<20 { // what fits into the sockets
			t.Errorf("%d MiB were taken", n>>20)
		}
	})
}

// TestHostileLater behaves like a server until the link is up.
func TestHostileLater(t *testing.T) {
	more := slices.Concat(hostile, []attack{
		{"an answer without a question", "+OK\r\n"},
		{"answers without questions", strings.Repeat("*0\r\n", 20000)},
	})
	for _, tt := range more {
		t.Run(tt.name, func(t *testing.T) {
			now := make(chan struct{})
			addr := listening(t, func(c net.Conn) {
				buf := make([]byte, 4096)
				for answered := 0; answered < 4; { // HELLO, CLIENT TRACKING, HELLO, ZRANGE
					n, err := c.Read(buf)
					if err != nil {
						return
					}
					for command := range strings.SplitSeq(string(buf[:n]), "\r\n*") {
						text := "*0\r\n"
						switch {
						case strings.Contains(command, "HELLO"):
							text = hello
						case strings.Contains(command, "TRACKING"):
							text = "+OK\r\n"
						}
						_, _ = io.WriteString(c, text)
						answered++
					}
				}
				<-now
				_, _ = io.WriteString(c, tt.text)
				_, _ = io.Copy(io.Discard, c)
			})
			r := sourcetest.Start(t, open(t, Options{URL: "redis://" + addr, Keys: []string{"k"}}))
			r.Until("connected", func() bool { return r.Noticed("connected") })
			close(now)
			r.Until("down", func() bool { return r.Noticed("is down: what answers there " + noRedis) })
			r.Stop()
		})
	}
}

// TestHostileCluster answers CLUSTER SLOTS with what is none.
func TestHostileCluster(t *testing.T) {
	const greeting = "%3\r\n$7\r\nversion\r\n$5\r\n7.2.0\r\n$4\r\nmode\r\n$7\r\ncluster\r\n$5\r\nproto\r\n:3\r\n"
	node := func(host, port string) string {
		return "*2\r\n$" + strconv.Itoa(len(host)) + "\r\n" + host + "\r\n" + port + "\r\n"
	}
	for name, slots := range map[string]string{
		"no range":           "*1\r\n:1\r\n",
		"no node":            "*1\r\n*2\r\n:0\r\n:1\r\n",
		"a node of nothing":  "*1\r\n*3\r\n:0\r\n:1\r\n*0\r\n",
		"no port":            "*1\r\n*3\r\n:0\r\n:1\r\n" + node("h", ":0"),
		"no slot":            "*1\r\n*3\r\n:0\r\n:16384\r\n" + node("h", ":1"),
		"a negative slot":    "*1\r\n*3\r\n:-1\r\n:1\r\n" + node("h", ":1"),
		"the wrong way":      "*1\r\n*3\r\n:2\r\n:1\r\n" + node("h", ":1"),
		"texts for numbers":  "*1\r\n*3\r\n+a\r\n+b\r\n" + node("h", ":1"),
		"not even an answer": "+OK\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			addr := answering(t, func(command string) string {
				if strings.Contains(command, "SLOTS") {
					return slots
				}
				return greeting
			})
			r := sourcetest.Start(t, open(t, Options{URL: "redis://" + addr, Keys: []string{"k"}}))
			if err := r.Wait(); err == nil || !strings.Contains(err.Error(), noRedis) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
