//go:build unix

package redis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// xrange is what XRANGE says of a stream, as lines, newest n alone if n > 0.
// Written for fields that need no quotes.
func xrange(s *redistest.Server, key string, n int) string {
	list, _ := s.Do("XRANGE", key, "-", "+").([]any)
	if n > 0 && len(list) > n {
		list = list[len(list)-n:]
	}
	var b strings.Builder
	for _, e := range list {
		parts, _ := e.([]any)
		id := fmt.Sprint(parts[0])
		ms, _, _ := strings.Cut(id, "-")
		at, _ := strconv.ParseInt(ms, 10, 64)
		if when := time.UnixMilli(at); time.Since(when).Abs() < timeReach {
			id = when.UTC().Format("2006-01-02T15:04:05.000Z")
		}
		b.WriteString(id)
		fields, _ := parts[1].([]any)
		if len(fields) == 2 {
			fmt.Fprintf(&b, " %s", fields[1])
		}
		for i := 0; i < len(fields) && len(fields) > 2; i += 2 {
			fmt.Fprintf(&b, " %s=%s", fields[i], fields[i+1])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// add adds n entries to a stream at once, i=1 … i=n.
func add(s *redistest.Server, key string, n int) {
	const script = "for i = 1, ARGV[1] do redis.call('xadd', KEYS[1], '*', 'i', i, 'twice', 2*i) end"
	s.Do("EVAL", script, "1", key, strconv.Itoa(n))
}

// same waits until the lines of a stream are those of XRANGE.
func same(s *redistest.Server, r *sourcetest.Recorder, key string) {
	r.Until("all of "+key, func() bool { return r.Text(s.URL+"/0 "+key) == xrange(s, key, 0) })
}

// lost is how many entries were said to be lost.
func lost(r *sourcetest.Recorder) (n int64) {
	for _, notice := range r.Notices() {
		n += notice.Lost
	}
	return n
}

func TestConformStream(t *testing.T) {
	server := redistest.Start(t)
	sourcetest.Conform(t, sourcetest.Case{
		New: func(t *testing.T) source.Source {
			return open(t, Options{URL: server.URL, Streams: []string{"s"}})
		},
		Feed: func(*testing.T) { add(server, "s", 1) },
	})
}

func TestStreamFrom(t *testing.T) {
	server := redistest.Start(t)
	for i := 1; i <= 7; i++ {
		server.Do("XADD", "s", fmt.Sprintf("%d-0", i), "v", strconv.Itoa(i))
	}
	all := strings.Fields("1-0_1 2-0_2 3-0_3 4-0_4 5-0_5 6-0_6 7-0_7")
	for from, want := range map[string]int{"": 7, "0": 7, "$": 0, "-1": 1, "-3": 3, "-7": 7, "-8": 7, "5": 2, "5-0": 2, "4-9": 3, "9-0": 0} {
		for _, page := range []int{1, 2, pageStart} {
			t.Run(fmt.Sprint(from, " in pages of ", page), func(t *testing.T) {
				src := open(t, Options{URL: server.URL, Streams: []string{"s"}, From: from})
				r := sourcetest.Start(t, src)
				r.Until("the start", func() bool { return r.Noticed("connected") })
				var lines string
				for _, l := range all[7-want:] {
					lines += strings.ReplaceAll(l, "_", " ") + "\n"
				}
				r.Until("the entries", func() bool { return r.Text(server.URL+"/0 s") == lines })
				if from != "9-0" {
					server.Do("XADD", "s", "8-0", "v", "8")
					r.Until("the next", func() bool { return r.Text(server.URL+"/0 s") == lines+"8-0 8\n" })
					server.Do("DEL", "s")
					for i := 1; i <= 7; i++ {
						server.Do("XADD", "s", fmt.Sprintf("%d-0", i), "v", strconv.Itoa(i))
					}
				}
				r.Stop()
				if n := lost(r); n != 0 {
					t.Errorf("%d entries are said to be lost: %+v", n, r.Notices())
				}
			})
		}
	}
}

// TestStreamByEveryWay follows named streams and such that a pattern finds.
func TestStreamByEveryWay(t *testing.T) {
	server := redistest.Start(t, "--notify-keyspace-events", "KA", "--repl-diskless-sync-delay", "0")
	for _, via := range []string{"tracking", "notify", "poll", "replica"} {
		t.Run(via, func(t *testing.T) {
			server.Do("FLUSHALL")
			add(server, "log:a", 250)
			server.Do("SET", "log:text", "x")
			src := open(t, Options{URL: server.URL, Streams: []string{"late", "log:*"}, From: "0", Via: via})
			if via == "poll" {
				src.pollEvery = 50 * time.Millisecond
			}
			r := sourcetest.Start(t, src)
			same(server, r, "log:a")
			r.Until("the notices", func() bool {
				return r.Noticed("waiting for key late") && r.Noticed("left out: log:text (string)")
			})
			for i := range 5 {
				add(server, "log:a", 1+i*40)
				add(server, "log:b", 3)
				add(server, "late", 2)
				for _, key := range []string{"log:a", "log:b", "late"} {
					same(server, r, key)
				}
			}
			if !r.Noticed("key late is there") || !r.Noticed("key log:b is there") {
				t.Errorf("no word of new streams: %+v", r.Notices())
			}
			if got := len(r.Samples()["log:a.twice"]); got != 250+1+41+81+121+161 {
				t.Errorf("%d samples of log:a.twice", got)
			}
			r.Stop()
			if lost(r) != 0 {
				t.Errorf("said to be lost: %+v", r.Notices())
			}
		})
	}
}

// atOnce does what it is told in one step that nobody sees the inside of.
func atOnce(t *testing.T, s *redistest.Server, commands ...string) {
	t.Helper()
	c := s.Dial()
	defer c.Close()
	c.Do("MULTI")
	for _, command := range commands {
		c.Do(strings.Fields(command)...)
	}
	for i, answer := range c.Do("EXEC").([]any) {
		if err, is := answer.(error); is {
			t.Fatalf("%s: %v", commands[i], err)
		}
	}
}

// TestStreamGoesOn breaks the link in several ways while entries come, and
// looks for each of them, once.
func TestStreamGoesOn(t *testing.T) {
	server := redistest.Start(t, "--appendonly", "yes", "--appendfsync", "always")
	add(server, "s", 20)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"s"}, From: "0"}))
	same(server, r, "s")
	for i := range 3 {
		atOnce(t, server, "CLIENT KILL TYPE normal", "XADD s * i 1 j 2", "XADD s * i 2 j 3")
		r.Until("back", func() bool { _, back := countDown(r); return back == i+1 })
		same(server, r, "s")
	}
	add(server, "s", 100)
	server.Kill()
	r.Until("down", func() bool { return last(r).State == source.StateWaiting })
	server.Restart()
	add(server, "s", 500)
	r.Until("back", func() bool { _, back := countDown(r); return back == 4 })
	same(server, r, "s")
	r.Stop()
	if lost(r) != 0 {
		t.Errorf("said to be lost: %+v", r.Notices())
	}
}

func TestStreamOfADeadLink(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	add(server, "s", 5)
	h := dig(t, server.Addr)
	r := sourcetest.Start(t, open(t, Options{URL: "redis://" + h.addr, Streams: []string{"s"}, Channels: []string{"c"}}))
	label := "redis://" + h.addr + "/0 s"
	r.Until("the stream", func() bool { return r.Text(label) == xrange(server, "s", 0) && r.Noticed("listening to") })
	h.swallow()
	add(server, "s", 5)
	server.Do("PUBLISH", "c", "unheard")
	wantDead(t, r, "is down", "are not heard")
	h.pass()
	r.Until("back", func() bool { return r.Text(label) == xrange(server, "s", 0) && r.Noticed("listening again") })
	server.Do("PUBLISH", "c", "heard")
	r.Until("the message", func() bool { return r.Text("redis://"+h.addr+" c") == "heard\n" })
	r.Stop()
}

func TestStreamTrimmedWhileAway(t *testing.T) {
	server := redistest.Start(t)
	tests := []struct {
		name string
		do   []string
		lost int64
		end  string // of the lines
	}{
		{"only what was read", []string{"XADD s 11-0 v x", "XTRIM s MAXLEN 1"}, 0, "11-0 x\n"},
		{"one unread", []string{"XADD s 11-0 v x", "XADD s 12-0 v y", "XTRIM s MAXLEN 1"}, 1, "12-0 y\n"},
		{"all unread", []string{"XADD s 11-0 v x", "XADD s 12-0 v y", "XTRIM s MAXLEN 0"}, 2, "10-0 10\n"},
		{"one deleted", []string{"XADD s 11-0 v x", "XADD s 12-0 v y", "XADD s 13-0 v z", "XDEL s 12-0"}, 1, "11-0 x\n13-0 z\n"},
		{"the last deleted", []string{"XADD s 11-0 v x", "XADD s 12-0 v y", "XDEL s 12-0"}, 1, "11-0 x\n"},
		{"what was read is deleted", []string{"XDEL s 3-0 4-0", "XADD s 11-0 v x"}, 0, "10-0 10\n11-0 x\n"},
		{"nothing", []string{"XADD s 11-0 v x", "XADD s 12-0 v y"}, 0, "11-0 x\n12-0 y\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server.Do("DEL", "s")
			for i := 1; i <= 10; i++ {
				server.Do("XADD", "s", fmt.Sprintf("%d-0", i), "v", strconv.Itoa(i))
			}
			asked := calls(server, "xinfo|stream")
			r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"s"}, From: "-5"}))
			r.Until("the stream", func() bool { return r.Text(server.URL+"/0 s") == xrange(server, "s", 5) })
			r.Until("its counts", func() bool { return calls(server, "xinfo|stream") >= asked+2 })
			atOnce(t, server, append([]string{"CLIENT KILL TYPE normal"}, tt.do...)...)
			r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
			server.Do("XADD", "s", "99-0", "v", "end")
			r.Until("the end", func() bool { return strings.HasSuffix(r.Text(server.URL+"/0 s"), tt.end+"99-0 end\n") })
			asked = calls(server, "xinfo|stream")
			r.Until("the count", func() bool { return lost(r) == tt.lost && calls(server, "xinfo|stream") > asked })
			r.Stop()
			if lost(r) != tt.lost {
				t.Errorf("%d entries are said to be lost, want %d: %+v", lost(r), tt.lost, r.Notices())
			}
			if want := 5 + strings.Count(tt.end, "\n"); strings.Count(r.Text(server.URL+"/0 s"), "\n") > want+1 {
				t.Errorf("more lines than entries: %q", r.Text(server.URL+"/0 s"))
			}
		})
	}
}

// TestStreamTrimmedUnderAFlood keeps so few entries that most are gone before
// they can be read: lines and losses together are what was added.
func TestStreamTrimmedUnderAFlood(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"s"}}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	conn := server.Dial()
	defer conn.Close()
	const n = 40_000
	for i := range n {
		conn.Queue("XADD", "s", "MAXLEN", "50", "*", "i", strconv.Itoa(i), "j", "1")
		if i%1000 == 999 {
			for range 1000 {
				if _, err := conn.Receive(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	r.Until("the end", func() bool { return strings.HasSuffix(r.Text(server.URL+"/0 s"), xrange(server, "s", 0)) })
	r.Until("the count", func() bool { return int64(strings.Count(r.Text(server.URL+"/0 s"), "\n"))+lost(r) == n })
	if lost(r) == 0 {
		t.Error("nothing was trimmed unread")
	}
	r.Stop()
}

func TestWhatMayHappenToAStream(t *testing.T) {
	server := redistest.Start(t)
	tests := []struct {
		name   string
		do     [][]string
		notice string
	}{
		{"deleted", [][]string{{"DEL", "s"}}, "key s is gone"},
		{"flushed", [][]string{{"FLUSHALL"}}, "key s is gone"},
		{"expired", [][]string{{"PEXPIRE", "s", "30"}}, "key s is gone"},
		{"another type", [][]string{{"SET", "s", "v"}}, "key s is no stream but a string; waiting for that to change"},
		{"begun anew", [][]string{{"EVAL", "redis.call('del', 's') redis.call('xadd', 's', '1-1', 'a', '1')", "0"}}, "key s: it was begun anew"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server.Do("FLUSHALL")
			add(server, "s", 5)
			r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"s"}}))
			same(server, r, "s")
			before := r.Text(server.URL + "/0 s")
			for _, command := range tt.do {
				server.Do(command...)
			}
			r.Until(tt.notice, func() bool { return r.Noticed(tt.notice) })
			if tt.name != "begun anew" {
				server.Do("DEL", "s")
			}
			server.Do("XADD", "s", "1-2", "a", "1", "b", "2")
			r.Until("what is there now", func() bool { return r.Text(server.URL+"/0 s") == before+xrange(server, "s", 0) })
			r.Stop()
			if lost(r) != 0 {
				t.Errorf("said to be lost: %+v", r.Notices())
			}
		})
	}
	t.Run("without its data", func(t *testing.T) {
		server.Do("FLUSHALL")
		add(server, "s", 5)
		r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"s"}}))
		r.Until("the stream", func() bool { return strings.HasSuffix(r.Text(server.URL+"/0 s"), xrange(server, "s", 5)) })
		before := r.Text(server.URL + "/0 s")
		server.Kill()
		server.Restart()
		server.Do("XADD", "s", "1-2", "a", "1", "b", "2")
		r.Until("what is there now", func() bool { return r.Text(server.URL+"/0 s") == before+xrange(server, "s", 0) })
		r.Stop()
	})
}

// TestStreamFallsBack takes away the last entries while the link is down, as a
// failover does: what is left does not come twice, and what comes instead comes.
func TestStreamFallsBack(t *testing.T) {
	server := redistest.Start(t)
	for name, first := range map[string]int{"few": 1, "many": 5000} {
		t.Run(name, func(t *testing.T) {
			server.Do("FLUSHALL")
			const script = "for i = 1, ARGV[1] do redis.call('xadd', KEYS[1], i .. '-0', 'v', 'x') end"
			server.Do("EVAL", script, "1", "s", strconv.Itoa(first+9))
			r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"s"}, From: "0"}))
			same(server, r, "s")
			before := r.Text(server.URL + "/0 s")
			left := 5
			if first > 1 {
				left = 3000
			}
			commands := []string{"CLIENT KILL TYPE normal", fmt.Sprintf("XTRIM s MAXLEN %d", first+9)}
			for i := left + 1; i <= first+9; i += 500 {
				del := "XDEL s"
				for j := i; j < i+500 && j <= first+9; j++ {
					del += fmt.Sprintf(" %d-0", j)
				}
				commands = append(commands, del)
			}
			commands = append(commands, fmt.Sprintf("XSETID s %d-0", left))
			atOnce(t, server, commands...)
			r.Until("back", func() bool { return r.Noticed(fmt.Sprintf("the last that is has the id %d-0", left)) })
			server.Do("XADD", "s", fmt.Sprintf("%d-0", left+1), "v", "instead")
			want := before + fmt.Sprintf("%d-0 instead\n", left+1)
			r.Until("the next", func() bool { return r.Text(server.URL+"/0 s") == want })
			server.Do("XADD", "s", fmt.Sprintf("%d-0", left+2), "v", "more")
			r.Until("more", func() bool { return r.Text(server.URL+"/0 s") == want+fmt.Sprintf("%d-0 more\n", left+2) })
			r.Stop()
		})
	}
}

func TestClusterStreams(t *testing.T) {
	c := redistest.StartCluster(t, 3)
	var keys []string
	owner, nodes := map[string]*redistest.Server{}, map[int]string{}
	for i := range 9 {
		key := "s" + strconv.Itoa(i)
		keys = append(keys, key)
		nodes[c.Owner(key)] = key
		owner[key] = c.Masters[c.Owner(key)]
		add(owner[key], key, 10)
	}
	if len(nodes) != 3 {
		t.Fatalf("the keys are on %d nodes", len(nodes))
	}
	moving := nodes[0] // and a hash in the same slot
	hash := "{" + moving + "}hash"
	owner[moving].Do("HSET", hash, "a", "1")
	r := sourcetest.Start(t, open(t, Options{
		URL: c.URL(), Streams: append(slices.Clone(keys[:5]), "s[5-8]"), From: "0", Keys: []string{hash}, Channels: []string{"news"},
	}))
	all := func(what string) {
		t.Helper()
		for _, key := range keys {
			r.Until(what+": "+key, func() bool { return r.Text(c.URL()+"/0 "+key) == xrange(owner[key], key, 0) })
		}
		r.Until(what+": the hash", func() bool { return hashed(owner[moving], r, hash) })
	}
	all("the start")
	for _, key := range keys {
		add(owner[key], key, 3)
	}
	all("more")

	from, to := c.Masters[0], c.Masters[1]
	id := func(s *redistest.Server) string { return fmt.Sprint(s.Do("CLUSTER", "MYID")) }
	slot := strconv.Itoa(slotOf(moving))
	to.Do("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from))
	from.Do("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to))
	host, port, _ := strings.Cut(to.Addr, ":")
	from.Do("MIGRATE", host, port, "", "0", "5000", "KEYS", moving, hash)
	conn := to.Dial()
	defer conn.Close()
	for _, command := range [][]string{{"XADD", moving, "*", "on", "the", "way", "!"}, {"DEL", hash}, {"SET", hash, "on the way"}} {
		conn.Do("ASKING")
		conn.Do(command...)
	}
	r.Until("what is on the way", func() bool {
		return strings.HasSuffix(r.Text(c.URL()+"/0 "+moving), " on=the way=!\n") && strings.HasSuffix(r.Text(c.URL()+"/0 "+hash), "on the way\n")
	})
	for _, s := range c.Masters {
		s.Do("CLUSTER", "SETSLOT", slot, "NODE", id(to))
	}
	owner[moving] = to
	to.Do("DEL", hash)
	to.Do("HSET", hash, "b", "2")
	add(to, moving, 2)
	all("after the move")

	r.Until("the channel", func() bool { return r.Noticed("listening to") })
	for i, s := range c.Masters {
		s.Do("PUBLISH", "news", strconv.Itoa(i))
		r.Until("the message", func() bool { return strings.Count(r.Text(c.URL()+" news"), "\n") == i+1 })
	}

	dying := nodes[2]
	owner[dying].Do("WAIT", "1", "1000")
	owner[dying].Kill()
	for _, key := range keys {
		if owner[key] == c.Masters[2] {
			owner[key] = c.Replicas[2]
		}
	}
	r.Until("the failover", func() bool { return strings.Contains(fmt.Sprint(c.Replicas[2].Do("ROLE")), "master") })
	add(owner[dying], dying, 7)
	all("after it")
	r.Stop()
	for _, n := range r.Notices() {
		if strings.Contains(n.Text, "trimmed") || strings.Contains(n.Text, "anew") {
			t.Errorf("a stream's notice: %+v", n)
		}
	}
}

func TestStreamRights(t *testing.T) {
	server := redistest.Start(t)
	set := func(rights string) {
		server.Do(append([]string{"ACL", "SETUSER", "u", "reset", "on", ">" + secret, "~s", "&news"}, strings.Fields(rights)...)...)
	}
	add(server, "s", 3)
	url := "redis://u@" + server.Addr
	for _, rights := range []string{"+xrange +client|tracking", "+xinfo|stream"} {
		set(rights)
		r := sourcetest.Start(t, open(t, Options{URL: url, Password: secret, Streams: []string{"s"}, Via: "tracking"}))
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "--streams +xinfo|stream +xrange") {
			t.Errorf("with %s the error is %v", rights, err)
		}
	}
	set("+psubscribe")
	r := sourcetest.Start(t, open(t, Options{URL: url, Password: secret, Channels: []string{"other"}}))
	if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "--channels +psubscribe and &NAME") {
		t.Errorf("the error is %v", err)
	}
	set("+client|tracking +xinfo|stream +xrange +xrevrange +psubscribe")
	r = sourcetest.Start(t, open(t, Options{URL: url, Password: secret, Streams: []string{"s"}, From: "-2", Channels: []string{"news"}}))
	r.Until("the stream", func() bool { return r.Text(server.URL+"/0 s") == xrange(server, "s", 2) && r.Noticed("listening to") })
	server.Do("PUBLISH", "news", "x")
	r.Until("the message", func() bool { return r.Text(server.URL+" news") == "x\n" })
	wantNoSecret(t, r)
	r.Stop()
}
