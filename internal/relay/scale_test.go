//go:build scale && linux

package relay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/exchange/exchangetest"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
	"github.com/rtwatch/rtwatch/internal/store"
)

// The fleet that make scale simulates; SCALE_HOSTS changes the first.
const (
	scaleHosts  = 1000
	scaleSeries = 10 // a host, each once a second
	scaleLines  = 10 // a host and second, each written by itself
	scaleFor    = 10 * time.Second
	scaleNodes  = 3
)

// TestScale runs a fleet of relays, each with a store, a spool and connections
// of its own, into a Cluster, and one rtwatch fleet that reads it all. It prints
// what each of them costs.
func TestScale(t *testing.T) {
	hosts := scaleHosts
	if n, err := strconv.Atoi(os.Getenv("SCALE_HOSTS")); err == nil {
		hosts = n
	}
	nodes := exchangetest.StartCluster(t, scaleNodes)
	empty := memory(t, nodes)
	to, err := exchange.ParseServer("--to", nodes[0].URL, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var made atomic.Int64
	defer wg.Wait()
	defer stop()
	for i := range hosts {
		simulate(ctx, t, &wg, &made, to, i)
	}
	began := time.Now()
	sourcetest.Eventually(t, "all hosts are there", func() bool { return registered(nodes) == hosts })
	t.Logf("%d hosts are there after %v", hosts, time.Since(began).Round(time.Second/10))

	measure(t, nodes, nil, hosts, "push alone")
	viewer := exec.Command(build(t), "fleet", "--from", nodes[0].URL, "--plain", "-n", "0")
	out, err := viewer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	viewer.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := viewer.Start(); err != nil {
		t.Fatal(err)
	}
	var seen counter
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(&seen, out) // it ends with the viewer
	}()
	measure(t, nodes, nil, hosts, "fleet starting")
	before, had := seen.lines(), made.Load()
	measure(t, nodes, viewer.Process, hosts, "with one fleet")
	t.Logf("%.0f lines/s were made (a busy machine makes fewer than %d), rtwatch fleet wrote %.0f",
		float64(made.Load()-had)/scaleFor.Seconds(), hosts*scaleLines, float64(seen.lines()-before)/scaleFor.Seconds())
	full := memory(t, nodes)
	t.Logf("memory: %.1f MB empty, %.1f MB now: %.1f kB a host", mb(empty), mb(full), float64(full-empty)/1024/float64(hosts))
	if err := viewer.Process.Kill(); err != nil {
		t.Error(err)
	}
	<-copied
	_ = viewer.Wait() // the error is the signal
}

// simulate runs one host until ctx is done.
func simulate(ctx context.Context, t *testing.T, wg *sync.WaitGroup, made *atomic.Int64, to exchange.Server, i int) {
	st := store.New(store.Options{Memory: 64 << 10, Stream: true})
	r, err := New(st, Options{
		To: to, Host: fmt.Sprintf("host%04d", i), Keep: DefaultKeep, Window: 300,
		Spool: filepath.Join(t.TempDir(), strconv.Itoa(i)), SpoolSize: 4 << 20, Say: func(string) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := make(chan source.Batch)
	wg.Go(func() { st.Run(in) })
	wg.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	wg.Go(func() {
		defer close(in)
		first := time.Duration(i) * time.Second / scaleHosts // not all at once
		select {
		case <-time.After(first):
		case <-ctx.Done():
			return
		}
		tick := time.NewTicker(time.Second / scaleLines)
		defer tick.Stop()
		for n := 0; ; n++ {
			text := fmt.Sprintf("2026-11-22T10:42:07.123Z INFO handled request id=%d path=/api/v1/items/%d status=200 dur=%dms\n", n, n*7919, n%300)
			b := source.Batch{Source: "app.log", Lines: source.Block{Data: []byte(text), Lines: 1}}
			if n%scaleLines == 0 {
				for k := range scaleSeries {
					b.Samples = append(b.Samples, source.Sample{Series: fmt.Sprintf("group%d.series%d", k/5, k), Value: float64(n%100) + 0.25, Unit: "%"})
				}
			}
			select {
			case in <- b:
				made.Add(1)
			case <-ctx.Done():
				return
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

func registered(nodes []*redistest.Server) (n int) {
	for _, node := range nodes {
		c := node.Dial()
		c.Queue("ZCARD", exchange.Hosts)
		v, err := c.Receive()
		c.Close()
		if have, ok := v.(int64); ok && err == nil {
			n = int(have)
		}
	}
	return n
}

// measure prints what the nodes, this process and a viewer use of a core.
func measure(t *testing.T, nodes []*redistest.Server, viewer *os.Process, hosts int, what string) {
	servers := make([]time.Duration, len(nodes))
	for i, n := range nodes {
		servers[i] = n.ProcessTime()
	}
	own, view := processTime(t, os.Getpid()), time.Duration(0)
	if viewer != nil {
		view = processTime(t, viewer.Pid)
	}
	began := time.Now()
	<-time.After(scaleFor)
	passed := time.Since(began)
	share := func(d time.Duration) float64 { return 100 * float64(d) / float64(passed) }
	var all time.Duration
	var each []string
	for i, n := range nodes {
		d := n.ProcessTime() - servers[i]
		all += d
		each = append(each, fmt.Sprintf("%.1f %%", share(d)))
	}
	own = processTime(t, os.Getpid()) - own
	t.Logf("%s: servers %.1f %% of a core (%s), %.0f µs a host and second; all pushes %.1f %%, %.0f µs a host and second",
		what, share(all), strings.Join(each, ", "), share(all)*1e4/float64(hosts), share(own), share(own)*1e4/float64(hosts))
	if viewer != nil {
		t.Logf("%s: rtwatch fleet %.1f %% of a core, %s", what, share(processTime(t, viewer.Pid)-view), resident(t, viewer.Pid))
	}
}

// processTime is the processor time of a process (proc(5)).
func processTime(t *testing.T, pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	ticks := 0
	for _, f := range strings.Fields(rest)[11:13] {
		n, _ := strconv.Atoi(f)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func resident(t *testing.T, pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.Atoi(kb)
	return fmt.Sprintf("%d MB resident", n/1024)
}

func memory(t *testing.T, nodes []*redistest.Server) (sum int64) {
	for _, n := range nodes {
		_, rest, _ := strings.Cut(fmt.Sprint(n.Do("INFO", "memory")), "used_memory:")
		text, _, _ := strings.Cut(rest, "\r")
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += v
	}
	return sum
}

func mb(n int64) float64 { return float64(n) / (1 << 20) }

func build(t *testing.T) string {
	name := filepath.Join(t.TempDir(), "rtwatch")
	if out, err := exec.Command("go", "build", "-o", name, "github.com/rtwatch/rtwatch/cmd/rtwatch").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return name
}

// counter counts the lines written to it.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += bytes.Count(p, []byte("handled request"))
	return len(p), nil
}

func (c *counter) lines() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
