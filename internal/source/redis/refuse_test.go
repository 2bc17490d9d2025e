//go:build unix

package redis

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestRefused(t *testing.T) {
	server := redistest.Start(t, "--requirepass", secret)
	server.Do("ACL", "SETUSER", "reader", "on", ">"+secret, "~stats:*", "+client|tracking", "+zrange")
	server.Do("ACL", "SETUSER", "blind", "on", ">"+secret, "~stats:*", "+zrange")
	server.Do("ZADD", "stats:web1", "1", "x")
	user := func(name string) string { return "redis://" + name + "@" + server.Addr }
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"no password", Options{URL: server.URL}, "wants a password: set it in REDIS_PASSWORD or in the --url"},
		{"wrong password", Options{URL: server.URL, Password: secret + "x"}, "wrong user or password: set them in the --url, or the password in REDIS_PASSWORD"},
		{"wrong user", Options{URL: user("nobody"), Password: secret}, "wrong user or password"},
		{"no right to track", Options{URL: user("blind"), Password: secret, Via: "tracking"}, "+client|tracking"},
		{"notifications are off", Options{URL: server.URL, Password: secret, Via: "notify"}, `notify-keyspace-events is ""`},
		{"no right to the key", Options{URL: user("reader"), Password: secret, Keys: []string{"other"}}, "~KEY"},
		{"no such database", Options{URL: server.URL + "/99", Password: secret}, "no such database"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.o.Keys == nil {
				tt.o.Keys = []string{"stats:web1"}
			}
			r := sourcetest.Start(t, open(t, tt.o))
			err := r.Wait()
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), secret) {
				t.Fatalf("the error is %v, want %q", err, tt.want)
			}
			if strings.ContainsAny(err.Error(), "\n") || !isPermanent(t, err) {
				t.Errorf("%q is not one permanent sentence", err)
			}
		})
	}
	t.Run("just the rights needed", func(t *testing.T) {
		url := "redis://reader:" + strings.ReplaceAll(secret, "/", "%2F") + "@" + server.Addr
		r := sourcetest.Start(t, open(t, Options{URL: url, Keys: []string{"stats:web1"}}))
		r.Until("the window", func() bool { return settled(server, r, "stats:web1", 100) })
		// Refused later: it waits.
		server.Do("ACL", "SETUSER", "reader", "resetpass", ">other")
		server.Do("CLIENT", "KILL", "USER", "reader")
		r.Until("down", func() bool { return last(r).State == source.StateWaiting })
		server.Do("ACL", "SETUSER", "reader", ">"+secret)
		r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
		wantNoSecret(t, r)
		r.Stop()
	})
}

// isPermanent asks the supervisor, which alone knows.
func isPermanent(t *testing.T, err error) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	out := make(chan source.Batch, 10)
	var s source.Supervisor
	return s.Run(ctx, out, failing{err}) != nil
}

type failing struct{ err error }

func (failing) Name() string                                     { return "failing" }
func (f failing) Run(context.Context, chan<- source.Batch) error { return f.err }

// TestStrangeServers talks to what is no Redis of today.
func TestStrangeServers(t *testing.T) {
	tests := []struct {
		name, answer string
		permanent    string
		notice       string
	}{
		{"Redis 5", "-ERR unknown command `HELLO`, with args beginning with: `3`, \r\n", "Redis 6.2 or later", ""},
		{"always fine", "+OK\r\n", noRedis, ""},
		{"too large", "$536870912\r\n", "", "is down: it sends more than 512 MiB at once"},
		{"loading", "-LOADING Redis is loading the dataset in memory\r\n", "", "is down: it is loading its data"},
		{"full", "-ERR max number of clients reached\r\n", "", "max number of clients"},
		{"web", "HTTP/1.1 400 Bad Request\r\n\r\n", noRedis, ""},
		{"chatty", "-ERR what is `" + secret + "`?\r\n", "", "is down: what is `***`?"},
		{"silent", "", "", "is down: it closed"},
	}
	t.Run("TLS to Redis without", func(t *testing.T) {
		r := sourcetest.Start(t, open(t, Options{URL: "rediss://" + redistest.Start(t).Addr, Keys: []string{"k"}}))
		r.Until("down", func() bool { return r.Noticed("is down: no answer to TLS") })
		r.Stop()
	})
	t.Run("TLS to a web server without", func(t *testing.T) {
		r := sourcetest.Start(t, open(t, Options{URL: "rediss://" + greet(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), Keys: []string{"k"}}))
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "does not speak TLS: use redis://") {
			t.Errorf("the error is %v", err)
		}
	})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := sourcetest.Start(t, open(t, Options{URL: "redis://" + answering(t, func(string) string { return tt.answer }), Keys: []string{"k"}, Password: secret}))
			if tt.permanent != "" {
				if err := r.Wait(); err == nil || !strings.Contains(err.Error(), tt.permanent) {
					t.Errorf("the error is %v, want %q", err, tt.permanent)
				}
				return
			}
			r.Until(tt.notice, func() bool { return r.Noticed(tt.notice) })
			t.Log(last(r).Text)
			wantNoSecret(t, r)
			r.Stop()
		})
	}
}

// answering is the address of a server that answers each command with what
// answer says of it, or, where that is nothing, closes the connection.
func answering(t *testing.T, answer func(command string) string) string {
	t.Helper()
	return listening(t, func(c net.Conn) {
		buf := make([]byte, 4096)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			for _, command := range strings.Split("\n"+string(buf[:n]), "\n*")[1:] {
				text := answer(command)
				if text == "" {
					return
				}
				_, _ = io.WriteString(c, text)
			}
		}
	})
}

// greet is the address of a server that says text to whoever has said
// something.
func greet(t *testing.T, text string) string {
	t.Helper()
	return listening(t, func(c net.Conn) {
		if _, err := c.Read(make([]byte, 4096)); err == nil {
			_, _ = io.WriteString(c, text)
			_, _ = io.Copy(io.Discard, c) // a close would reset what is on its way
		}
	})
}

// listening is the address of a server that has each serve every connection.
func listening(t *testing.T, each func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, l, each)
	return l.Addr().String()
}

// serve accepts connections until the test's end, and waits for them.
func serve(t *testing.T, l net.Listener, each func(net.Conn)) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	t.Cleanup(func() { cancel(); l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			context.AfterFunc(ctx, func() { c.Close() })
			wg.Go(func() { defer c.Close(); each(c) })
		}
	})
}

func TestUntrustedCertificate(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"elsewhere.example"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
	})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, l, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	r := sourcetest.Start(t, open(t, Options{URL: "rediss://" + l.Addr().String(), Keys: []string{"k"}}))
	if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "the server's certificate is not") {
		t.Errorf("the error is %v", err)
	}
}
