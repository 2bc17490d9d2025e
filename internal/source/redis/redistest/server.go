//go:build unix

// Package redistest runs real Redis servers for tests: each on a port of its
// own, on 127.0.0.1 only, in a temporary directory, without persistence.
package redistest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startWithin bounds the start of a server: a loaded machine takes seconds.
const startWithin = 30 * time.Second

// Server is a redis-server that ends with its test.
type Server struct {
	Addr string // host:port
	URL  string // redis://host:port

	t      testing.TB
	dir    string
	conf   string // a configuration file, if not ""
	args   []string
	logins [][]string // AUTH commands by which Do logs in
	child  *exec.Cmd
}

// Start runs a redis-server with more arguments for its command line, such as
// "--requirepass", "secret". Where redis-server is not installed it skips the
// test; where the environment sets CI it fails it.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	s := prepare(t)
	s.args = args
	for i := 0; i+1 < len(args); i++ {
		if args[i] == "--requirepass" {
			s.logins = [][]string{{"AUTH", args[i+1]}}
		}
	}
	s.Restart()
	return s
}

// prepare returns a server that is not started.
func prepare(t testing.TB) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	addr := FreeAddr(t)
	s := &Server{Addr: addr, URL: "redis://" + addr, t: t, dir: t.TempDir()}
	t.Cleanup(s.Kill)
	return s
}

// Socket is the path of the server's Unix socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, "redis.sock") }

// Restart starts the server again on the same port, without data, after Kill;
// and waits until it answers.
func (s *Server) Restart() {
	s.t.Helper()
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		s.t.Fatal(err)
	}
	args := []string{"--bind", host, "--port", port, "--dir", s.dir, "--loglevel", "warning"}
	if s.conf != "" {
		args = append([]string{s.conf}, args...)
	} else {
		args = append(args, "--unixsocket", s.Socket(), "--save", "", "--appendonly", "no")
	}
	s.child = exec.Command("redis-server", append(args, s.args...)...)
	s.child.SysProcAttr = withParent()
	if err := s.child.Start(); err != nil {
		s.t.Fatal(err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(startWithin); ; <-tick.C {
		c, err := s.dial()
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("redis-server does not start: %v", err)
		}
	}
}

// Kill ends the server at once, as kill -9 does. A second Kill does nothing.
func (s *Server) Kill() {
	if s.child == nil {
		return
	}
	s.signal(syscall.SIGKILL)
	_ = s.child.Wait() // the error is the signal
	s.child = nil
}

// Stop freezes the server: it neither answers nor closes its connections.
func (s *Server) Stop() { s.t.Helper(); s.signal(syscall.SIGSTOP) }

// Cont ends Stop.
func (s *Server) Cont() { s.t.Helper(); s.signal(syscall.SIGCONT) }

// Pid is the server's process.
func (s *Server) Pid() int { return s.child.Process.Pid }

// ProcessTime is the processor time that the server has used; 0 where there is
// no /proc to tell.
func (s *Server) ProcessTime() time.Duration {
	s.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.child.Process.Pid))
	if err != nil {
		return 0
	}
	// proc(5): the fields behind the name, which is in parentheses, begin with
	// the third; utime and stime, in hundredths of a second, are 14 and 15.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			s.t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.child.Process.Signal(sig); err != nil {
		s.t.Errorf("%v to redis-server: %v", sig, err)
	}
}

// Do sends one command over a connection of its own and returns its answer: a
// string, an int64, a []any, or nil. An answer that is an error fails the test.
func (s *Server) Do(args ...string) any {
	s.t.Helper()
	c := s.Dial()
	defer c.Close()
	return c.Do(args...)
}

// Try is Do for a server that may refuse, or close the connection.
func (s *Server) Try(args ...string) (any, error) {
	c, err := s.dial()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	c.Queue(args...)
	return c.Receive()
}

// Member is a member of a sorted set.
type Member struct {
	Text  string
	Score float64
}

// Window returns the n members of the highest scores, highest first, as the
// server has them: by the older command, which is not the one under test and
// which all servers know.
func (s *Server) Window(key string, n int) []Member {
	s.t.Helper()
	flat, ok := s.Do("ZREVRANGE", key, "0", strconv.Itoa(n-1), "WITHSCORES").([]any)
	if !ok {
		s.t.Fatalf("ZREVRANGE %s is no array", key)
	}
	window := make([]Member, len(flat)/2)
	for i := range window {
		score, err := strconv.ParseFloat(fmt.Sprint(flat[2*i+1]), 64)
		if err != nil {
			s.t.Fatal(err)
		}
		window[i] = Member{fmt.Sprint(flat[2*i]), score}
	}
	return window
}

// FreeAddr returns an address that nobody listens at, nor at its port and
// 10 000, where the nodes of a cluster talk to each other. Both are below those
// that connections take by themselves (from 32 768 on), so that none of these
// can come first. Until the test ends no other test gets it, in whatever process,
// also while its server is down: who has the UDP port has claimed it.
func FreeAddr(t testing.TB) string {
	t.Helper()
	const lowest, busAt = 12_000, 10_000
	for range 1000 {
		port := lowest + rand.IntN(busAt)
		claim, err := net.ListenPacket("udp", local(port))
		if err != nil {
			continue
		}
		if isFree(port) && isFree(port+busAt) {
			t.Cleanup(func() { _ = claim.Close() })
			return local(port)
		}
		_ = claim.Close()
	}
	t.Fatal("no two ports are free")
	return ""
}

func isFree(port int) bool {
	l, err := net.Listen("tcp", local(port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
