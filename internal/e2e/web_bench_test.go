package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// figures are what a benchmark tells, beside what each may be. A shared machine
// may be too busy for some: only lost lines and lost clients make it fail.
type figures struct {
	b    *testing.B
	text []string
}

// add adds a figure; most is 0 if it may be anything.
func (f *figures) add(value float64, unit string, most float64) {
	f.b.ReportMetric(value, strings.ReplaceAll(unit, " ", "-"))
	text := fmt.Sprintf("%.3g %s", value, unit)
	if most > 0 {
		text += fmt.Sprintf(" (at most %v)", most)
	}
	f.text = append(f.text, text)
}

func (f *figures) late(l *lateness, p50, p99 float64) {
	f.add(l.quantile(0.5), "ms p50", p50)
	f.add(l.quantile(0.99), "ms p99", p99)
}

// say prints the figures, as README has them.
func (f *figures) say(format string, args ...any) {
	fmt.Fprintf(os.Stdout, "\n- %s: %s\n", fmt.Sprintf(format, args...), strings.Join(f.text, ", "))
}

const measureFor = 5 * time.Second

// BenchmarkWebLine is the time from a line's write to one client's having it.
func BenchmarkWebLine(b *testing.B) {
	for name, join := range map[string]func(*crowd) *timed{
		"WebSocket":          func(c *crowd) *timed { return c.time(c.dial("n=0")) },
		"server-sent events": (*crowd).events,
	} {
		c := newCrowd(b)
		t := join(c)
		n, _ := c.feed(1000, measureFor)
		f := figures{b: b}
		f.late(c.got(n, t), 10, 30)
		f.say("line to client at 1 000 lines/s, %s", name)
	}
}

// audience lets clients in, of whom some look at when lines come.
func (c *crowd) audience(clients, looking int) (all []*timed) {
	for k := range clients {
		if ws := c.dial("n=0"); k%(clients/looking) == 0 {
			all = append(all, c.time(ws))
		} else {
			c.take(ws.NetConn())
			c.live(ws)
		}
	}
	return all
}

// listeners is audience, by server-sent events.
func (c *crowd) listeners(clients, looking int) (all []*timed) {
	for k := range clients {
		if k%(clients/looking) == 0 {
			all = append(all, c.events())
		} else {
			c.stream() //nolint:bodyclose // its connection is
			c.take(c.conns[len(c.conns)-1])
		}
	}
	return all
}

// BenchmarkWebFanOut is 200 clients at 1 000 lines a second: the processor time
// is the server's alone, with what reading the file takes, and beside it that of
// a server which does nothing but pass bytes on. They take turns each second, so
// that what else the machine does is the same for both.
func BenchmarkWebFanOut(b *testing.B) {
	const clients, looking, rate, turns = 200, 10, 1000, 6
	for name, join := range map[string]func(*crowd, int, int) []*timed{
		"WebSocket":          (*crowd).audience,
		"server-sent events": (*crowd).listeners,
	} {
		c, plain := newCrowd(b), newPlain(b, clients)
		all := join(c, clients, looking)
		var used, bare time.Duration
		var late *lateness
		n, size, passed := 0, 0, 0
		for turn := range turns + 1 {
			cpu := cpuTime(b, c.pid)
			k, bytes := c.feed(rate, time.Second)
			late = c.got(c.n, all...)
			used += cpuTime(b, c.pid) - cpu
			n, size = n+k, size+bytes

			cpu = cpuTime(b, plain.pid)
			k, bytes = plain.feed(rate, time.Second)
			passed += bytes + k
			plain.passed(passed)
			bare += cpuTime(b, plain.pid) - cpu

			if turn > 0 {
				continue
			}
			used, bare, n, size = 0, 0, 0, 0 // it was to come up to speed
			for _, t := range all {
				t.bytes.Store(0)
				t.late = lateness{}
			}
		}
		got := int64(0)
		for _, t := range all {
			got += t.bytes.Load()
		}
		f := figures{b: b}
		f.late(late, 0, 40)
		f.add(float64(used.Nanoseconds())/float64(n*clients)/1e3, "µs of CPU a delivered line", 0.5)
		f.add(float64(used)/float64(bare), "× that of a bare server", 0)
		f.add(float64(got)/float64(size*looking), "× the line's bytes", 1.5)
		f.say("%d clients at 1 000 lines/s of %d bytes, %s", clients, size/n, name)
		c.close()
		plain.close()
	}
}

// BenchmarkWebIdle is the memory that clients cost who see nothing.
func BenchmarkWebIdle(b *testing.B) {
	const clients = 5000
	for name, join := range map[string]func(*crowd){
		"WebSocket":          func(c *crowd) { c.dial("n=0") },
		"server-sent events": func(c *crowd) { c.stream() }, //nolint:bodyclose // its connection is
	} {
		c := newCrowd(b)
		join(c)
		before := memory(b, c.pid)
		for range clients - 1 {
			join(c)
		}
		f := figures{b: b}
		f.add((memory(b, c.pid)-before)/clients/1024, "KiB a client", 20)
		cpu := cpuTime(b, c.pid)
		<-time.After(measureFor)
		f.add(100*(cpuTime(b, c.pid)-cpu).Seconds()/measureFor.Seconds(), "% of a core", 0)
		f.say("%d idle clients, %s", clients, name)
		c.close()
	}
}

// BenchmarkWebViews is what clients cost of whom each looks for something else.
func BenchmarkWebViews(b *testing.B) {
	for _, v := range []struct{ views, rate int }{{60, 1000}, {60, 5000}, {250, 1000}} {
		c := newCrowd(b)
		c.feed(v.rate, time.Second)
		before := memory(b, c.pid)
		for k := range v.views {
			c.take(c.dial(fmt.Sprintf("n=0&filter=0%03d", k)).NetConn())
		}
		f := figures{b: b}
		f.add((memory(b, c.pid)-before)/float64(v.views)/1024, "KiB a view", 0)
		idle := cpuTime(b, c.pid)
		<-time.After(measureFor)
		f.add(100*(cpuTime(b, c.pid)-idle).Seconds()/measureFor.Seconds(), "% of a core idle", 0)
		c.feed(v.rate, time.Second)
		busy := cpuTime(b, c.pid)
		n, _ := c.feed(v.rate, measureFor)
		f.add(float64((cpuTime(b, c.pid)-busy).Nanoseconds())/float64(n*v.views)/1e3, "µs of CPU a line and view", 0)
		f.say("%d filters at %d lines/s", v.views, v.rate)
		c.close()
	}
}

// BenchmarkWebStalled is 60 clients at 20 000 lines a second, ten of whom take
// nothing: nobody else may notice, nor may the source wait (TRUST.md, L5).
func BenchmarkWebStalled(b *testing.B) { crowded(b, 50, 10, 20_000, 150, soakFor(15*time.Second)) }

// BenchmarkWebFlood is 50 clients at 50 000 lines a second (TRUST.md, L6).
func BenchmarkWebFlood(b *testing.B) { crowded(b, 50, 0, 50_000, 250, soakFor(10*time.Second)) }

func crowded(b *testing.B, clients, stalled, rate int, p99 float64, d time.Duration) {
	c := newCrowd(b)
	all := c.audience(clients, 5)
	for range stalled {
		c.dial("n=0")
	}
	n, _ := c.feed(rate, d/3)
	half, cpu := memory(b, c.pid), cpuTime(b, c.pid)
	more, _ := c.feed(rate, d-d/3)
	end := memory(b, c.pid)
	late := c.got(n+more, all...)
	f := figures{b: b}
	f.late(late, 0, p99)
	f.add(float64((cpuTime(b, c.pid)-cpu).Nanoseconds())/float64(more*clients)/1e3, "µs of CPU a delivered line", 0)
	f.add(end/1e6, "MB", 256)
	f.add((end-half)/1e6, "MB of them since a third of the time", 0)
	f.say("%d clients at %d lines/s for %v, and %d that take nothing", clients, rate, d, stalled)
	if closed := c.closed.Load(); closed > 0 {
		b.Errorf("%d clients that keep up were closed", closed)
	}
	if closed := int(c.metric("rtwatch_clients_stalled_total")); closed != stalled {
		b.Errorf("%d clients that take nothing were closed, not %d", closed, stalled)
	}
}

// BenchmarkWebPost is how long posts of 50 KiB take, 80 a second, the most that
// the limit of 4 MiB/s lets in: 200 of them would be 10 MB, while others send what is too large, or do not end
// (TRUST.md, L8).
func BenchmarkWebPost(b *testing.B) {
	const size, rate, bad = 50 << 10, 80, 1000
	c := newCrowd(b, "--memory", "16MiB")
	body := bytes.Repeat([]byte("a line that somebody posts, of fifty bytes in all\n"), size/50)
	huge := make([]byte, 2<<20)
	good, large := from(2), from(3)
	// posting posts for a while, and returns the most memory meanwhile.
	posting := func(d time.Duration, late *lateness) (most float64, refused int) {
		tick := time.NewTicker(time.Second / rate)
		defer tick.Stop()
		for range int(d.Seconds() * rate) {
			<-tick.C
			began := time.Now()
			status, err := c.post(good, body)
			late.add(time.Since(began))
			if err != nil || status != http.StatusOK {
				refused++
			}
			most = max(most, memory(b, c.pid))
		}
		return most, refused
	}
	before, _ := posting(8*time.Second, &lateness{}) // until the store is full
	var all sync.WaitGroup
	all.Go(func() {
		for range bad {
			if status, err := c.post(large, huge); err == nil && status != http.StatusRequestEntityTooLarge {
				b.Errorf("2 MiB are answered with %d", status)
				return
			}
		}
	})
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 4)}}
	for range bad - 1 {
		conn, err := d.Dial("tcp", c.addr)
		if err != nil {
			b.Fatal(err)
		}
		c.conns = append(c.conns, conn)
		fmt.Fprintf(conn, "POST /feed HTTP/1.1\r\nHost: %s\r\nX: ", c.addr)
		c.take(conn)
	}
	var late lateness
	most, refused := posting(8*time.Second, &late) // longer than a header may take
	all.Wait()
	f := figures{b: b}
	f.late(&late, 0, 50)
	f.add((most-before)/1e6, "MB more", 32)
	f.say("%d posts/s of 50 KiB beside %d of 2 MiB and %d headers that do not end", rate, bad, bad-1)
	if refused > 0 {
		b.Errorf("%d good posts were refused", refused)
	}
	if closed := c.closed.Load(); closed != bad-1 {
		b.Errorf("%d of %d headers that do not end were closed", closed, bad-1)
	}
}

// post posts lines, and returns the status.
func (c *crowd) post(client *http.Client, body []byte) (int, error) {
	r, err := http.NewRequest(http.MethodPost, "http://"+c.addr+"/feed?source=me", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "text/plain")
	a, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	_, err = io.Copy(io.Discard, a.Body)
	return a.StatusCode, err
}
