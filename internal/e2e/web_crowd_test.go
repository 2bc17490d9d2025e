package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// crowd is rtwatch, serving a file that the test appends to, and those who
// look at it.
type crowd struct {
	tb   testing.TB
	pid  int
	addr string
	log  io.WriteCloser
	n    int // lines written

	all    sync.WaitGroup
	conns  []net.Conn
	taken  atomic.Int64 // bytes that clients got
	closed atomic.Int64 // clients whose connection ended
	ending atomic.Bool
}

var openAt = regexp.MustCompile(`http://[^/]*:(\d+)/#token=`)

// token is what may post.
const token = "0123456789abcdef0123456789abcdef"

func newCrowd(tb testing.TB, args ...string) *crowd {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "app.log")
	write(tb, path, "")
	tb.Setenv("RTWATCH_TOKEN", token)
	p := pipe(tb, nil, append([]string{"tail", "--headless", "--http", "127.0.0.1:0", path}, args...)...)
	p.complains("#token=")
	c := &crowd{tb: tb, pid: p.cmd.Process.Pid, addr: "127.0.0.1:" + openAt.FindStringSubmatch(p.err.String())[1], log: appender(tb, path)}
	tb.Cleanup(c.close)
	return c
}

func (c *crowd) close() {
	c.ending.Store(true)
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.all.Wait()
	_ = c.log.Close()
}

// dialer is of one of several addresses: the server bounds what one may have.
func (c *crowd) dialer() *net.Dialer {
	return &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+len(c.conns)/500))}, Timeout: patience}
}

// dial opens a WebSocket.
func (c *crowd) dial(query string) *websocket.Conn {
	c.tb.Helper()
	d := websocket.Dialer{NetDial: c.dialer().Dial, ReadBufferSize: 4 << 10, WriteBufferSize: 256}
	ws, _, err := d.Dial( //nolint:bodyclose // there is none behind a handshake
		"ws://"+c.addr+"/ws?"+query, http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		c.tb.Fatal(err)
	}
	c.conns = append(c.conns, ws.NetConn())
	return ws
}

// stream begins server-sent events.
func (c *crowd) stream() *http.Response {
	c.tb.Helper()
	conn, err := c.dialer().Dial("tcp", c.addr)
	if err != nil {
		c.tb.Fatal(err)
	}
	c.conns = append(c.conns, conn)
	fmt.Fprintf(conn, "GET /events?n=0 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", c.addr, token)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.tb.Fatal(answer, err)
	}
	return answer
}

// take has a client take what comes without looking at it, as cheaply as
// can be: it shares the processor with the server.
func (c *crowd) take(conn net.Conn) {
	c.all.Go(func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := conn.Read(buf)
			c.taken.Add(int64(n))
			if err != nil {
				c.end()
				return
			}
		}
	})
}

// live has a client say that it is there, which it otherwise does only where it
// looks at what comes: it is asked each ten seconds.
func (c *crowd) live(ws *websocket.Conn) {
	c.all.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for range tick.C {
			if ws.WriteControl(websocket.PongMessage, nil, time.Now().Add(patience)) != nil {
				return
			}
		}
	})
}

func (c *crowd) end() {
	if !c.ending.Load() {
		c.closed.Add(1)
	}
}

// lateness counts how late lines were, to a tenth of a millisecond: for half
// an hour, too, there are more than memory should hold.
type lateness struct {
	counts []int
	n      int
}

const lateStep, lateSteps = 100 * time.Microsecond, 100_000

func (l *lateness) add(d time.Duration) {
	if l.counts == nil {
		l.counts = make([]int, lateSteps)
	}
	l.counts[min(max(int(d/lateStep), 0), lateSteps-1)]++
	l.n++
}

func (l *lateness) join(other *lateness) {
	if l.counts == nil {
		l.counts = make([]int, lateSteps)
	}
	for i, n := range other.counts {
		l.counts[i] += n
	}
	l.n += other.n
}

// quantile is in milliseconds, and rounded up.
func (l *lateness) quantile(q float64) float64 {
	left := int(math.Ceil(q * float64(l.n)))
	for i, n := range l.counts {
		if left -= n; left <= 0 {
			return ms(time.Duration(i+1) * lateStep)
		}
	}
	return math.Inf(1)
}

// timed is a client that looks at when lines came.
type timed struct {
	lines atomic.Int64
	bytes atomic.Int64
	late  lateness    // read it when lines are complete
	lost  atomic.Bool // it was told that it missed some
}

var sentAt = []byte("sent=")

// see takes a message.
func (t *timed) see(data []byte) {
	now := time.Now().UnixNano()
	if bytes.Contains(data, []byte(`"skipped":`)) {
		t.lost.Store(true)
	}
	n := 0
	for {
		_, after, ok := bytes.Cut(data, sentAt)
		if !ok {
			break
		}
		ns, err := strconv.ParseInt(string(after[:19]), 10, 64)
		if err != nil {
			break
		}
		t.late.add(time.Duration(now - ns))
		data = after
		n++
	}
	t.lines.Add(int64(n))
}

// time has a WebSocket tell when its lines came.
func (c *crowd) time(ws *websocket.Conn) *timed {
	t := &timed{}
	c.all.Go(func() {
		for {
			_, data, err := ws.ReadMessage()
			if err != nil {
				c.end()
				return
			}
			t.see(data)
			t.bytes.Add(int64(len(data)))
		}
	})
	return t
}

// events has server-sent events tell when their lines came.
func (c *crowd) events() *timed {
	c.tb.Helper()
	answer := c.stream()
	t := &timed{}
	c.all.Go(func() {
		defer answer.Body.Close()
		body := bufio.NewReaderSize(answer.Body, 1<<20)
		for {
			data, err := body.ReadSlice('\n')
			if err != nil {
				c.end()
				return
			}
			t.see(data)
			t.bytes.Add(int64(len(data)))
		}
	})
	return t
}

// feed appends so many lines a second, at most one write each millisecond, and
// returns how many bytes they were.
func (c *crowd) feed(rate int, d time.Duration) (lines, size int) {
	c.tb.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	var buf []byte
	for began := time.Now(); ; <-tick.C {
		now := time.Now()
		due := int(min(now.Sub(began), d).Seconds()*float64(rate)) - lines
		buf = buf[:0]
		for range due {
			// 112 bytes without the newline: of a log of a server the usual length.
			buf = now.UTC().AppendFormat(buf, "2006-01-02T15:04:05.000Z")
			buf = fmt.Appendf(buf, " INFO  api: GET /items/%08d was answered with 200 in 12 ms sent=%d\n", c.n, now.UnixNano())
			lines++
			c.n++
		}
		if due > 0 {
			n, err := c.log.Write(buf)
			if err != nil {
				c.tb.Fatal(err)
			}
			size += n - due
		}
		if now.Sub(began) >= d {
			return lines, size
		}
	}
}

// got waits until clients have n lines, and returns how late they were. Who was
// told that it missed some is not waited for: the test fails.
func (c *crowd) got(n int, all ...*timed) *lateness {
	c.tb.Helper()
	state := func() string {
		var s strings.Builder
		for _, t := range all {
			fmt.Fprintf(&s, "%d of %d lines\n", t.lines.Load(), n)
		}
		return s.String()
	}
	until(c.tb, "clients have all lines", state, func() bool {
		return !slices.ContainsFunc(all, func(t *timed) bool { return t.lines.Load() < int64(n) && !t.lost.Load() })
	})
	if slices.ContainsFunc(all, func(t *timed) bool { return t.lost.Load() }) {
		c.tb.Errorf("clients that keep up have missed lines:\n%s", state())
	}
	var late lateness
	for _, t := range all {
		late.join(&t.late)
	}
	return &late
}

// memory is a process's VmRSS of proc_pid_status(5), in bytes.
func memory(tb testing.TB, pid int) float64 {
	tb.Helper()
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		tb.Skip("no /proc to read memory from")
	}
	kib, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		tb.Fatal(err)
	}
	return kib * 1024
}

// from is a client with an address of its own.
func from(host byte) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, host)}}
	return &http.Client{Timeout: patience, Transport: &http.Transport{DialContext: d.DialContext}}
}

// metric asks the server for one of its own figures.
func (c *crowd) metric(name string) float64 {
	c.tb.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://"+c.addr+"/metrics", nil)
	if err != nil {
		c.tb.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		c.tb.Fatal(err)
	}
	defer a.Body.Close()
	text, _ := io.ReadAll(a.Body)
	for l := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(l, name+" "); ok {
			x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				c.tb.Fatal(err)
			}
			return x
		}
	}
	c.tb.Fatalf("no %s in %s", name, text)
	return 0
}

// soakFor is how long a measurement takes: $SOAK, or d.
func soakFor(d time.Duration) time.Duration {
	if long, err := time.ParseDuration(os.Getenv("SOAK")); err == nil {
		return long
	}
	return d
}
