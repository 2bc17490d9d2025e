package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// loadFor is how long each load is measured.
const loadFor = 2 * time.Second

// BenchmarkRedis measures what watching a sorted set takes beside MONITOR and
// polling, how late it shows, and what push and the replication stream carry.
func BenchmarkRedis(b *testing.B) {
	say := func(format string, args ...any) { fmt.Fprintf(os.Stdout, format+"\n", args...) }
	say("")
	all := zaddLatency(b, 0)
	say("- ZADD to screen: p50 %.1f ms, p99 %.1f ms (at most 10 and 40)", quantile(all, 0.5), quantile(all, 0.99))
	all = zaddLatency(b, 5000)
	say("- the same beside 5 000 ZADD/s to its key: p50 %.1f ms, p99 %.1f ms (at most 10 and 40)", quantile(all, 0.5), quantile(all, 0.99))
	say("- push: %.0f lines/s from a file of 100 bytes a line until Redis has taken them (at least 200 000)", pushRate(b))
	rate, lost, mine, its := replicaStream(b)
	say("- --via replica at %.0f ZADD/s: %d lost (must be 0), %.1f %% of a core, %.2f × what the server takes", rate, lost, mine, mine/its)

	say("\n| %% of a core, of the watcher / of the server for it | 100 ZADD/s | 5 000 | 50 000 |\n|---|---|---|---|")
	rates := []int{100, 5000, 50000}
	alone := make([]float64, len(rates))
	for i, rate := range rates {
		_, alone[i] = load(b, rate, func(*redistest.Server) int { return 0 })
	}
	for _, w := range watchers() {
		row := "| " + w.name + " |"
		for i, rate := range rates {
			mine, its := load(b, rate, func(s *redistest.Server) int { return w.start(b, s) })
			row += fmt.Sprintf(" %.1f / %.1f |", mine, max(0, its-alone[i]))
		}
		say("%s", row)
	}
	say("| the server for the ZADDs alone | %.1f | %.1f | %.1f |", alone[0], alone[1], alone[2])
}

// watcher is a program that sees what becomes of the key k; start returns its
// process.
type watcher struct {
	name  string
	start func(b *testing.B, s *redistest.Server) int
}

func watchers() []watcher {
	cli := func(args ...string) func(*testing.B, *redistest.Server) int {
		return func(b *testing.B, s *redistest.Server) int {
			_, port, _ := strings.Cut(s.Addr, ":")
			c := exec.Command(need(b, "redis-cli"), append([]string{"-p", port}, args...)...)
			if err := c.Start(); err != nil { // its output goes nowhere
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
			return c.Process.Pid
		}
	}
	return []watcher{
		{"rtwatch, on the screen (at most 15)", func(b *testing.B, s *redistest.Server) int {
			tm := open(b, 120, 40, nil, "redis", "--url", s.URL, "--keys", "k")
			tm.shows("first")
			return tm.pid
		}},
		{"redis-cli MONITOR, thrown away", cli("MONITOR")},
		{"redis-cli ZRANGE of 100, each 100 ms, thrown away", cli("-i", "0.1", "-r", "-1", "ZRANGE", "k", "-100", "-1", "WITHSCORES")},
	}
}

// load is the share of a core, in percent, that a watcher and the server take
// at so many ZADDs a second. Process 0 is none.
func load(b *testing.B, rate int, start func(*redistest.Server) int) (mine, its float64) {
	s := redistest.Start(b)
	defer s.Kill()
	s.Do("ZADD", "k", "1", "first")
	watcher := start(s)
	stop := writing(b, s, rate)
	<-time.After(300 * time.Millisecond) // to come up to speed
	used := func() (time.Duration, time.Duration) {
		if watcher == 0 {
			return 0, cpuTime(b, s.Pid())
		}
		return cpuTime(b, watcher), cpuTime(b, s.Pid())
	}
	began := time.Now()
	m0, s0 := used()
	<-time.After(loadFor)
	m1, s1 := used()
	share := 100 / time.Since(began).Seconds()
	stop()
	if watcher != 0 {
		_ = syscall.Kill(watcher, syscall.SIGKILL)
	}
	return (m1 - m0).Seconds() * share, (s1 - s0).Seconds() * share
}

// writing adds to the key k until stop, which returns how many members it
// added.
func writing(b *testing.B, s *redistest.Server, rate int) (stop func() int) {
	ctx, cancel := context.WithCancel(context.Background())
	added := make(chan int, 1)
	go func() {
		n, err := redistest.Load(ctx, s.Addr, rate)
		if err != nil {
			b.Error(err)
		}
		added <- n
	}()
	return func() int { cancel(); return <-added }
}

// zaddLatency is the time from a ZADD's being sent to the screen's showing its
// member, beside a load on the same key.
func zaddLatency(b *testing.B, rate int) []time.Duration {
	s := redistest.Start(b)
	defer s.Kill()
	s.Do("ZADD", "k", "1", "first")
	tm := open(b, 120, 40, nil, "redis", "--url", s.URL, "--keys", "k", "--view", "lines")
	tm.shows("first")
	if rate > 0 {
		defer writing(b, s, rate)()
	}
	conn := s.Dial()
	defer conn.Close()
	return tm.latency(
		func(member string) { conn.Do("ZADD", "k", "9e15", member) }, // the newest of all, and so the lowest line
		func(member string) { conn.Do("ZREM", "k", member) },
	)
}

// pushRate is how many lines of a file a second push gets into Redis, its
// start and end included.
func pushRate(b *testing.B) float64 {
	const lines, last = 2_000_000, "the last of all lines"
	s := redistest.Start(b)
	defer s.Kill()
	path := filepath.Join(b.TempDir(), "app.log")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for n := range lines - 1 {
		fmt.Fprintf(w, "2026-11-22T10:42:07.123Z INFO handled request id=%08d path=/api/v1/items status=200 dur=12 ms, ok\n", n)
	}
	fmt.Fprintln(w, last)
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	p := pipe(b, nil, "push", "--to", s.URL, "--host", "web1", "--spool", b.TempDir(), "--no-follow", "-n", "+1", path)
	p.exits(0)
	took := time.Since(began)
	if got := fmt.Sprint(s.Do("XREVRANGE", "rtwatch:{web1}:lines:"+path, "+", "-", "COUNT", "1")); !strings.Contains(got, last) {
		b.Errorf("the newest entry is without the last line: %.200s\n%s", got, p.state())
	}
	return lines / took.Seconds()
}

// replicaStream follows 50 000 ZADD/s by the replication stream and counts the
// members that do not come out. mine and its are rtwatch's and the server's share of a
// core in percent.
func replicaStream(b *testing.B) (rate float64, lost int, mine, its float64) {
	s := redistest.Start(b, "--repl-diskless-sync-delay", "0")
	defer s.Kill()
	s.Do("ZADD", "k", "1", "first")
	c := exec.Command(binary, "redis", "--url", s.URL, "--keys", "k", "--via", "replica", "--plain")
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
	lines := make(chan []byte, 1<<16)
	go func() {
		defer close(lines)
		for r := bufio.NewReader(out); ; {
			text, err := r.ReadBytes('\n')
			if err == io.EOF {
				return
			}
			lines <- text
		}
	}()
	<-lines // the first member: it follows
	stop := writing(b, s, 50_000)
	numbers := make(chan []int)
	go func() {
		var seen []int
		for text := range lines {
			if bytes.Contains(text, []byte("the end")) {
				break
			}
			_, after, _ := bytes.Cut(text, []byte(`"n":`))
			n, _, _ := bytes.Cut(after, []byte(","))
			if i, err := strconv.Atoi(string(n)); err == nil {
				seen = append(seen, i)
			}
		}
		numbers <- seen
	}()
	began, used, served := time.Now(), cpuTime(b, c.Process.Pid), cpuTime(b, s.Pid())
	<-time.After(loadFor)
	share := 100 / time.Since(began).Seconds()
	mine, its = (cpuTime(b, c.Process.Pid)-used).Seconds()*share, (cpuTime(b, s.Pid())-served).Seconds()*share
	added := stop()
	rate = float64(added) / time.Since(began).Seconds()
	s.Do("ZADD", "k", "9e15", "the end")
	select {
	case seen := <-numbers:
		slices.Sort(seen)
		return rate, added - len(slices.Compact(seen)), mine, its
	case <-time.After(patience):
		b.Fatal("the last member never comes")
		return 0, 0, 0, 0
	}
}
