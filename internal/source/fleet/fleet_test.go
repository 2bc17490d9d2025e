//go:build unix

package fleet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/exchange/exchangetest"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// rueidis asks once more for the nodes of a Cluster, a second late, and closes
// connections that it no longer needs five seconds late; both end by themselves.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*call).DelayDo.func1"),
		goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*clusterClient)._refresh.func2"))
}

// pusher writes what rtwatch push of one host would, with ids of its own.
type pusher struct {
	t    *testing.T
	s    *redistest.Server
	keys exchange.Keys
	name string
	ms   uint64
	next map[string]uint64
}

func newPusher(t *testing.T, s *redistest.Server, host string) *pusher {
	p := &pusher{t: t, s: s, keys: exchange.HostKeys(host), name: host, ms: 1_800_000_000_000, next: map[string]uint64{}}
	p.alive()
	return p
}

func (p *pusher) alive() {
	p.s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().UnixMilli(), 10), p.name)
}

func (p *pusher) add(key string, e exchange.Entry) {
	p.ms++
	e.ID = exchange.ID{MS: p.ms, Seq: p.next[key]}
	p.next[key] += exchange.Step(e.N)
	e.Writer, e.At = "w", int64(p.ms)
	p.s.Do(e.Fields([]string{"XADD", key, e.ID.String()})...)
}

func (p *pusher) lines(src, text string) {
	p.s.Do("ZADD", p.keys.Sources(), strconv.FormatUint(p.ms, 10), src)
	p.add(p.keys.Lines(src), exchange.Entry{Kind: exchange.Lines, N: strings.Count(text, "\n"), Text: text})
}

func start(t *testing.T, s *redistest.Server, newest int) *sourcetest.Recorder {
	t.Helper()
	from, err := exchange.ParseServer("--from", s.URL, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return sourcetest.Start(t, New(Options{From: from, Newest: newest}))
}

// cell is what stands in a table; "" if there is no such column.
func cell(t source.Table, row int, column string) string {
	if i := slices.Index(t.Columns, column); i >= 0 {
		return t.Rows[row].Cells[i]
	}
	return ""
}

func numbered(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

func TestFollows(t *testing.T) {
	s := redistest.Start(t)
	web, db := newPusher(t, s, "web1"), newPusher(t, s, "db.1")
	for i := range 20 {
		web.lines("a.log", numbered(i*10, i*10+10))
	}
	r := start(t, s, 5)
	r.Until("the newest entries", func() bool { return r.Text("web1/a.log") == numbered(150, 200) })
	web.lines("a.log", numbered(200, 210))
	r.Until("the next one", func() bool { return r.Text("web1/a.log") == numbered(150, 210) })
	db.lines("new", "ERROR x\n")
	r.Until("a new source", func() bool { return r.Text("db.1/new") == "ERROR x\n" })
	web.add(web.keys.Samples(), exchange.Entry{Kind: exchange.Samples, Values: []string{"cpu.user", "3.5 %", "cpu.idle", "90 %"}})
	r.Until("samples", func() bool {
		x := r.Samples()["web1.cpu.user"]
		return len(x) == 1 && x[0] == source.Sample{At: time.UnixMilli(int64(web.ms)), Series: "web1.cpu.user", Value: 3.5, Unit: "%"}
	})
	r.Until("the table", func() bool {
		x, _ := r.Table("hosts")
		return len(x.Rows) == 2 && cell(x, 1, "host") == "web1" && cell(x, 1, "cpu") == "10.0 %" && !slices.Contains(x.Columns, "load")
	})
	db.add(db.keys.Samples(), exchange.Entry{Kind: exchange.Samples, Values: []string{"load", "1.254"}})
	r.Until("one with the load", func() bool {
		x, _ := r.Table("hosts")
		return len(x.Rows) == 2 && cell(x, 0, "load") == "1.25" && cell(x, 1, "load") == "" && cell(x, 1, "cpu") == "10.0 %"
	})
	r.Stop()
}

// What came while the connection was cut, or the server hung, comes once.
func TestResumes(t *testing.T) {
	s := redistest.Start(t, "--appendonly", "yes", "--appendfsync", "always")
	p := newPusher(t, s, "web1")
	p.lines("a.log", numbered(0, 10))
	r := start(t, s, 5)
	r.Until("the first lines", func() bool { return r.Text("web1/a.log") == numbered(0, 10) })
	n := 10
	more := func() { p.lines("a.log", numbered(n, n+10)); n += 10 }
	all := func() bool { return r.Text("web1/a.log") == numbered(0, n) }
	for range 20 {
		more()
		s.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		more()
	}
	r.Until("all after cut connections", all)
	s.Kill()
	s.Restart()
	more()
	p.alive()
	r.Until("all after a restart", all)
	s.Stop()
	r.Until("the outage is told", func() bool { return told(r, "is down: no answer") > 0 })
	s.Cont()
	more()
	r.Until("all after a freeze", all)
	r.Stop()
}

func told(r *sourcetest.Recorder, words string) (n int) {
	for _, x := range r.Notices() {
		if strings.Contains(x.Text, words) {
			n++
		}
	}
	return n
}

func TestTrimmedIsCounted(t *testing.T) {
	s := redistest.Start(t)
	p := newPusher(t, s, "web1")
	p.lines("a.log", numbered(0, 10))
	r := start(t, s, 5)
	r.Until("the first lines", func() bool { return r.Text("web1/a.log") == numbered(0, 10) })
	c := s.Dial()
	defer c.Close()
	key := p.keys.Lines("a.log")
	c.Queue("MULTI")
	for i := 1; i <= 3; i++ {
		e := exchange.Entry{ID: exchange.ID{MS: p.ms + uint64(i), Seq: uint64(10 * i)}, Kind: exchange.Lines, N: 10, Writer: "w", Text: numbered(10*i, 10*i+10)}
		c.Queue(e.Fields([]string{"XADD", key, "MAXLEN", "1", e.ID.String()})...)
	}
	c.Do("EXEC")
	for range 4 { // what was queued before
		if _, err := c.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	r.Until("what is left", func() bool { return r.Text("web1/a.log") == numbered(0, 10)+numbered(30, 40) })
	var lost int64
	for _, n := range r.Notices() {
		lost += n.Lost
	}
	if lost != 20 {
		t.Errorf("%d lines are said to be lost, want 20", lost)
	}
	r.Stop()
}

func TestHalfLines(t *testing.T) {
	s := redistest.Start(t)
	p := newPusher(t, s, "web1")
	key := p.keys.Lines("a")
	p.lines("a", "x\n")
	p.add(key, exchange.Entry{Kind: exchange.Lines, N: 2, Open: true, Text: "y\nbegin"})
	p.add(key, exchange.Entry{Kind: exchange.Lines, Head: 4, N: 1, Text: "end\nz\n"})
	r := start(t, s, 1) // the line whose beginning is not read is not shown
	r.Until("the whole line", func() bool { return r.Text("web1/a") == "z\n" })
	p.add(key, exchange.Entry{Kind: exchange.Lines, N: 1, Open: true, Text: "be"})
	p.add(key, exchange.Entry{Kind: exchange.Lines, Head: 3, Text: "gin", Open: true})
	p.add(key, exchange.Entry{Kind: exchange.Lines, Head: 4, N: 1, Text: "end\n\n"})
	r.Until("a line in three parts", func() bool { return r.Text("web1/a") == "z\nbeginend\n\n" })
	p.add(key, exchange.Entry{Kind: exchange.Notice, N: 1, Severity: 1, Lost: 7, Text: "7 lines were dropped"})
	r.Until("a notice", func() bool { return told(r, "7 lines were dropped") == 1 })
	r.Stop()
}

func TestSilentHosts(t *testing.T) {
	s := redistest.Start(t)
	newPusher(t, s, "web1")
	s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().Add(-time.Hour).UnixMilli(), 10), "gone")
	s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().Add(-time.Minute).UnixMilli(), 10), "zlate")
	s.Do("ZADD", exchange.Hosts, "1", "not a host")
	late := newPusher(t, s, "zlate")
	late.add(late.keys.Samples(), exchange.Entry{Kind: exchange.Samples, Values: []string{"cpu.idle", "90 %"}})
	s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().Add(-time.Minute).UnixMilli(), 10), "zlate")
	r := start(t, s, 1)
	r.Until("the table, with who has just fallen silent first and who long ago last", func() bool {
		s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().UnixMilli(), 10), "web1") // which goes on
		x, _ := r.Table("hosts")
		return len(x.Rows) == 3 && strings.HasPrefix(cell(x, 0, "last seen"), "silent 1m") && cell(x, 0, "cpu") == "" &&
			cell(x, 1, "last seen") == "0s" && strings.HasPrefix(cell(x, 2, "last seen"), "silent 1h")
	})
	s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().UnixMilli(), 10), "zlate")
	r.Until("its numbers are back", func() bool {
		x, _ := r.Table("hosts")
		return len(x.Rows) == 3 && cell(x, 1, "host") == "zlate" && cell(x, 1, "cpu") == "10.0 %"
	})
	s.Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().UnixMilli(), 10), "gone")
	r.Until("it is back", func() bool { return told(r, "there again: gone") == 1 })
	r.Stop()
}

func TestHostileKeys(t *testing.T) {
	s := redistest.Start(t)
	p := newPusher(t, s, "web1")
	s.Do("SET", p.keys.Lines("bad"), "x")
	s.Do("ZADD", p.keys.Sources(), "1", "bad", "1", "odd")
	s.Do("XADD", p.keys.Lines("odd"), "5-5", "some", "thing")
	s.Do("XADD", p.keys.Samples(), "5-5", ".", "w 1 99999999999999999999")
	p.lines("a", "x\n")
	r := start(t, s, 5)
	r.Until("the good one", func() bool { return r.Text("web1/a") == "x\n" })
	r.Until("the bad one is told", func() bool { return told(r, "is no stream") == 1 && told(r, "not written by rtwatch") == 2 })
	s.Do("DEL", p.keys.Lines("odd"))
	s.Do("SET", p.keys.Lines("odd"), "x")
	p.lines("a", "y\n")
	r.Until("the good one goes on", func() bool { return r.Text("web1/a") == "x\ny\n" })
	r.Stop()
}

func TestWrongPassword(t *testing.T) {
	s := redistest.Start(t, "--requirepass", "secret")
	r := start(t, s, 1)
	if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("it ended with %v", err)
	}
}

func TestCluster(t *testing.T) {
	nodes := exchangetest.StartCluster(t, 3)
	direct := func(key string, words ...string) { // to the node that has the key's slot
		t.Helper()
		for _, n := range nodes {
			c := n.Dial()
			c.Queue(words...)
			_, err := c.Receive()
			c.Close()
			if err == nil {
				return
			}
			if !strings.HasPrefix(err.Error(), "MOVED") {
				t.Fatal(err)
			}
		}
		t.Fatalf("no node takes %s", key)
	}
	add := func(host string, n int) {
		key := exchange.HostKeys(host).Lines("a")
		e := exchange.Entry{ID: exchange.ID{MS: 5, Seq: uint64(n)}, Kind: exchange.Lines, N: 1, Writer: "w", Text: numbered(n, n+1)}
		direct(key, e.Fields([]string{"XADD", key, e.ID.String()})...)
	}
	const hosts = 20
	name := func(i int) string { return fmt.Sprintf("web%d", i) }
	for i := range hosts {
		direct("", "ZADD", exchange.Hosts, strconv.FormatInt(time.Now().UnixMilli(), 10), name(i))
		direct("", "ZADD", exchange.HostKeys(name(i)).Sources(), "1", "a")
		add(name(i), 0)
	}
	r := start(t, nodes[1], 5)
	all := func(n int) func() bool {
		return func() bool {
			for i := range hosts {
				if r.Text(name(i)+"/a") != numbered(0, n) {
					return false
				}
			}
			return true
		}
	}
	r.Until("the first line of each", all(1))
	for i := range hosts {
		add(name(i), 1)
	}
	r.Until("the next line of each", all(2))
	r.Stop()
}

// A replica takes over from the node that fleet was told of, which stays away.
func TestFailover(t *testing.T) {
	c := redistest.StartCluster(t, 3)
	keys := exchange.HostKeys("web1")
	n := c.Owner(keys.Lines("a.log"))
	at := func(key string, replica bool) *redistest.Server {
		if i := c.Owner(key); i != n || !replica {
			return c.Masters[i]
		}
		return c.Replicas[n]
	}
	add := func(ms int, text string, replica bool) {
		at(exchange.Hosts, replica).Do("ZADD", exchange.Hosts, strconv.FormatInt(time.Now().UnixMilli(), 10), "web1")
		at(keys.Lines("a.log"), replica).Do("ZADD", keys.Sources(), "1", "a.log")
		e := exchange.Entry{Kind: exchange.Lines, N: 1, Text: text, ID: exchange.ID{MS: uint64(ms)}, Writer: "w", At: int64(ms)}
		at(keys.Lines("a.log"), replica).Do(e.Fields([]string{"XADD", keys.Lines("a.log"), e.ID.String()})...)
	}
	add(1, "before\n", false)
	r := start(t, c.Masters[n], 5)
	r.Until("the first line", func() bool { return strings.Contains(r.Text("web1/a.log"), "before\n") })
	c.Masters[n].Kill()
	r.Until("the outage is told", func() bool { return told(r, "is down: ") > 0 })
	r.Until("the replica is the master", func() bool {
		role, err := c.Replicas[n].Try("ROLE")
		return err == nil && fmt.Sprint(role.([]any)[0]) == "master"
	})
	add(2, "after\n", true)
	r.Until("the line after", func() bool { return strings.Contains(r.Text("web1/a.log"), "after\n") })
	r.Stop()
}
