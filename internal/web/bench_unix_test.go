//go:build unix

package web

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// 200 clients, 1 000 lines of 200 bytes a second. The processor time is that of
// the server and of the clients, which share the process.
func BenchmarkFanOut(b *testing.B) {
	r := start(b, nil)
	const clients, parsing, every = 200, 20, time.Millisecond
	var got, size atomic.Int64
	var mu sync.Mutex
	var late []time.Duration
	var all sync.WaitGroup
	for k := range clients {
		ws := r.dial("n=0")
		ws.SetReadDeadline(time.Time{})
		all.Go(func() {
			if k%parsing != 0 { // it only takes what comes
				buf := make([]byte, 64<<10)
				for {
					if _, err := ws.NetConn().Read(buf); err != nil {
						return
					}
				}
			}
			for {
				_, data, err := ws.ReadMessage()
				if err != nil {
					return
				}
				n := bytes.Count(data, []byte(`"c":"`))
				got.Add(int64(n))
				if n == 0 {
					continue
				}
				size.Add(int64(len(data)))
				{
					now := time.Now()
					mu.Lock()
					for part := range bytes.SplitSeq(data, []byte("sent=")) {
						if ns, err := strconv.ParseInt(string(part[:min(19, len(part))]), 10, 64); err == nil {
							late = append(late, now.Sub(time.Unix(0, ns)))
						}
					}
					mu.Unlock()
				}
			}
		})
	}
	until(b, "all are there", func() bool { return r.server.limits.streams.count() == clients })
	pad := strings.Repeat("x", 150)
	lines := 2000
	tick := time.NewTicker(every)
	defer tick.Stop()
	b.ResetTimer()
	began := cpu()
	sent := 0
	for range lines {
		<-tick.C
		l := fmt.Sprintf("some words of a log sent=%d %s", time.Now().UnixNano(), pad)
		sent += len(l)
		r.write(l)
	}
	until(b, "all lines are there", func() bool { return got.Load() >= int64(lines*clients/parsing) })
	used := cpu() - began
	mu.Lock()
	slices.Sort(late)
	b.ReportMetric(float64(late[len(late)/2])/1e6, "ms-p50")
	b.ReportMetric(float64(late[len(late)*99/100])/1e6, "ms-p99")
	mu.Unlock()
	b.ReportMetric(float64(used.Nanoseconds())/float64(lines*clients), "cpu-ns/line")
	b.ReportMetric(float64(size.Load())/float64(sent*clients/parsing), "bytes/byte")
	r.stop()
	all.Wait()
}

// The memory of clients that are there and see nothing.
func BenchmarkIdleClients(b *testing.B) {
	r := start(b, nil)
	measure := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	const clients = 900
	before := measure()
	var conns []*websocket.Conn
	for range clients {
		conns = append(conns, r.dial("n=0"))
	}
	b.ReportMetric(float64(measure()-before)/clients/1024, "KiB/pair")
	for _, c := range conns {
		c.Close()
	}
}
