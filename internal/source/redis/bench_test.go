//go:build unix

package redis

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// writerEnv, set to "ADDR RATE", makes the test binary write to the key k that
// often a second until its standard input ends: in a process of its own, so
// that its processor time is not the source's.
const writerEnv = "RTWATCH_TEST_WRITER"

// writeForever sends what is due each millisecond, of JSON scored by time.
func writeForever(task string) error {
	addr, count, _ := strings.Cut(task, " ")
	rate, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	conn, err := redistest.Connect(addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		conn.Close()
	}()
	began, sent := time.Now(), 0
	for now := range time.Tick(time.Millisecond) {
		due := int(now.Sub(began).Seconds()*float64(rate)) - sent
		for i := range due {
			score := strconv.FormatInt(now.UnixMicro()+int64(i), 10)
			conn.Queue("ZADD", "k", score, fmt.Sprintf(`{"n":%d,"host":"web1","cpu":{"us":%d.5,"sy":1.25,"id":80},"mem":{"free":123456}}`, sent+i, i%100))
		}
		conn.Queue("ZREMRANGEBYRANK", "k", "0", "-1001")
		for range due + 1 {
			if _, err := conn.Receive(); err != nil {
				return err
			}
		}
		sent += due
	}
	return nil
}

// startWriter runs a writer until the benchmark's end.
func startWriter(b *testing.B, addr string, rate int) {
	b.Helper()
	if rate == 0 {
		return
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), writerEnv+"="+addr+" "+strconv.Itoa(rate))
	stdin, err := c.StdinPipe() // ends with this process, whatever becomes of it
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		stdin.Close()
		_ = c.Wait() // with the error of its closed connection, or none
	})
}

// start runs s until the benchmark's end.
func start(b *testing.B, s *Source) <-chan source.Batch {
	b.Helper()
	out := make(chan source.Batch)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { defer close(out); ended <- s.Run(ctx, out) }()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	return out
}

// BenchmarkLatency measures from before a ZADD is sent until the batch with
// its line is received: with nothing else going on, and beside 5 000 ZADD/s to
// the same key, which a fetch each 1/60 s gathers.
func BenchmarkLatency(b *testing.B) {
	for _, rate := range []int{0, 5000} {
		b.Run(fmt.Sprintf("beside=%d", rate), func(b *testing.B) {
			server := redistest.Start(b)
			server.Do("ZADD", "k", "1", "first")
			out := start(b, open(b, Options{URL: server.URL, Keys: []string{"k"}}))
			<-out
			startWriter(b, server.Addr, rate)
			marks := make(chan string, 1)
			go func() {
				for batch := range out {
					if i := strings.LastIndex(string(batch.Lines.Data), "mark"); i >= 0 {
						mark, _, _ := strings.Cut(string(batch.Lines.Data[i:]), "\n")
						marks <- mark
					}
				}
			}()
			conn := server.Dial()
			defer conn.Close()
			var took []time.Duration
			gap := time.NewTicker(23 * time.Millisecond)
			defer gap.Stop()
			for i := range b.N {
				<-gap.C
				mark := "mark" + strconv.Itoa(i)
				began := time.Now()
				conn.Do("ZADD", "k", strconv.FormatInt(began.UnixMicro()+int64(time.Hour/time.Microsecond), 10), mark)
				for <-marks != mark {
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1e3, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1e3, "p99-ms")
		})
	}
}

// BenchmarkLoad measures what one key costs the source and the server, in
// percent of a core, at rising rates and by each way of learning of changes;
// b.N is the seconds measured.
func BenchmarkLoad(b *testing.B) {
	for _, way := range []struct {
		name, via, keys string
	}{
		{"tracking", "tracking", "k"},
		{"broadcast", "tracking", "k*"},
		{"notify", "notify", "k"},
		{"poll", "poll", "k"},
		{"replica", "replica", "k"},
	} {
		for _, rate := range []int{0, 100, 5000, 50000} {
			b.Run(fmt.Sprintf("%s/zadd=%d", way.name, rate), func(b *testing.B) {
				server := redistest.Start(b, "--notify-keyspace-events", "Kzgxe", "--repl-diskless-sync-delay", "0")
				server.Do("ZADD", "k", "1", "first")
				out := start(b, open(b, Options{URL: server.URL, Keys: []string{way.keys}, Via: way.via, ID: "id"}))
				go func() {
					for range out {
					}
				}()
				startWriter(b, server.Addr, rate)
				<-time.After(300 * time.Millisecond) // to come up to speed
				began, mine, its := time.Now(), processTime(b), server.ProcessTime()
				<-time.After(time.Duration(b.N) * time.Second)
				wall := time.Since(began)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(100*float64(processTime(b)-mine)/float64(wall), "%source")
				b.ReportMetric(100*float64(server.ProcessTime()-its)/float64(wall), "%server")
			})
		}
	}
}

// processTime is the processor time of this process.
func processTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
