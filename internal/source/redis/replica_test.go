//go:build unix

package redis

import (
	"bytes"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// old is a proxy to a server that then does as one before Redis 7 does: it does
// not know how to leave the data out of a copy. Once deaf is set, what the
// server says to its replicas is lost on the way.
type old struct {
	addr string
	deaf atomic.Bool
	sent atomic.Int64 // bytes to replicas
	room atomic.Int64 // once it is below 0, the connection of a replica is cut; 0 is never
}

func age(t *testing.T, to string) *old {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &old{addr: l.Addr().String()}
	serve(t, l, func(in net.Conn) {
		up, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		var wg sync.WaitGroup
		defer wg.Wait()
		defer up.Close()
		var replica atomic.Bool
		wg.Go(func() {
			defer in.Close()
			buf := make([]byte, 64<<10)
			for {
				n, err := up.Read(buf)
				if err != nil {
					return
				}
				if replica.Load() {
					if o.sent.Add(int64(n)); o.deaf.Load() {
						continue
					}
					if o.room.Load() > 0 && o.room.Add(int64(-n)) <= 0 {
						o.room.Store(0)
						return
					}
				}
				if _, err := in.Write(buf[:n]); err != nil {
					return
				}
			}
		})
		buf := make([]byte, 4<<10)
		for {
			n, err := in.Read(buf)
			if err != nil {
				return
			}
			if bytes.Contains(buf[:n], []byte("PSYNC")) {
				replica.Store(true)
			}
			if _, err := up.Write(bytes.Replace(buf[:n], []byte("rdb-filter-only"), []byte("rdb-filter-what"), 1)); err != nil {
				return
			}
		}
	})
	return o
}

// TestCopyOfMillionKeys skips a copy of the data without holding it.
func TestCopyOfMillionKeys(t *testing.T) {
	for _, diskless := range []string{"yes", "no"} {
		t.Run("diskless="+diskless, func(t *testing.T) {
			server := redistest.Start(t, "--repl-diskless-sync", diskless, "--repl-diskless-sync-delay", "0", "--rdbcompression", "no")
			for i := range 10 {
				server.Do("EVAL", "for i = 1, 100000 do redis.call('set', 'key' .. (ARGV[1] + i), 'some value of some length') end", "0", strconv.Itoa(i*100_000))
			}
			fill(server, "k", 3)
			p := age(t, server.Addr)
			before := allocated()
			r := follow(t, Options{URL: "redis://" + p.addr, Keys: []string{"k"}})
			after := allocated()
			if n := p.sent.Load(); n < 30<<20 {
				t.Errorf("the copy has %d bytes: it was no copy", n)
			}
			if n := after - before; n > 4<<20 { // with what the test itself takes
				t.Errorf("%d bytes were taken from memory", n)
			}
			conn := server.Dial()
			defer conn.Close()
			want := append([]string{"1 m1", "2 m2", "3 m3"}, pour(t, conn, "k", "x", 100)...)
			wantLines(t, r, "redis://"+p.addr+"/0 k", want)
			r.Stop()
		})
	}
}

// allocated is all the memory ever taken, given back or not.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestReplicationIsCut cuts the stream again and again while much is written.
func TestReplicationIsCut(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0", "--repl-backlog-size", "64mb")
	server.Do("SELECT", "0")
	r := follow(t, Options{URL: server.URL + "/2", Keys: []string{"k"}})
	conn := server.Dial()
	defer conn.Close()
	conn.Do("SELECT", "2")
	big := strings.Repeat("y", 1000)
	var want []string
	for round := range 5 {
		want = append(want, pour(t, conn, "k", fmt.Sprint("a", round, "-"), 2000)...)
		// One command of much more than is handed on at once.
		args := []string{"ZADD", "k"}
		for i := range 1000 {
			member := fmt.Sprint(round, "-", i, big)
			args = append(args, strconv.Itoa(i), member)
			want = append(want, strconv.Itoa(i)+" "+member)
		}
		conn.Do(args...)
		server.Do("CLIENT", "KILL", "TYPE", "replica")
		want = append(want, pour(t, conn, "k", fmt.Sprint("b", round, "-"), 2000)...)
		r.Until("back", func() bool { _, back := countDown(r); return back == round+1 })
	}
	wantLines(t, r, server.URL+"/2 k", want)
	if !r.Noticed("; what was written in between follows") {
		t.Errorf("notices %+v", r.Notices())
	}
	wantCopies(t, server, 1)
	r.Stop()
}

// TestCutWithinACommand cuts the stream once and again in the midst of one
// command that is longer than what is handed on at once.
func TestCutWithinACommand(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0", "--repl-backlog-size", "64mb")
	p := age(t, server.Addr)
	r := follow(t, Options{URL: "redis://" + p.addr, Keys: []string{"k"}})
	args := []string{"ZADD", "k"}
	var want []string
	for i := range 10_000 {
		member := strings.Repeat("x", 300) + strconv.Itoa(i)
		args = append(args, strconv.Itoa(i), member)
		want = append(want, strconv.Itoa(i)+" "+member)
	}
	p.room.Store(1 << 20)
	server.Do(args...)
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
	p.room.Store(1 << 20)
	r.Until("back again", func() bool { _, back := countDown(r); return back == 2 || p.room.Load() == 1<<20 })
	server.Do("ZADD", "k", "1", "behind")
	wantLines(t, r, "redis://"+p.addr+"/0 k", append(want, "1 behind"))
	r.Stop()
}

// TestReplicationBeginsAmidWrites has the stream begin while much is written: no
// line comes twice, and from the notice on none is missing.
func TestReplicationBeginsAmidWrites(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	conn := server.Dial()
	defer conn.Close()
	n := 0
	write := func() {
		for range 200 {
			n++
			conn.Queue("ZADD", "k", strconv.Itoa(n), "m"+strconv.Itoa(n))
		}
		for range 200 {
			if _, err := conn.Receive(); err != nil {
				t.Fatal(err)
			}
		}
	}
	write()
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Window: 10, Via: "replica"}))
	r.Until("the stream", func() bool { write(); return r.Noticed("the replication stream has begun") })
	begun := n
	write()
	label := server.URL + "/0 k"
	r.Until("the last", func() bool { return strings.HasSuffix(r.Text(label), fmt.Sprintf("%d m%[1]d\n", n)) })
	before := 0
	for _, line := range lines(r, label) {
		score, _, _ := strings.Cut(line, " ")
		at, err := strconv.Atoi(score)
		if err != nil || at <= before || at > begun && at != before+1 {
			t.Fatalf("line %q comes behind that of %d; from %d on all are due", line, before, begun)
		}
		before = at
	}
	r.Stop()
}

// TestReplicationAcrossFailover follows to another master, which has the same
// history.
func TestReplicationAcrossFailover(t *testing.T) {
	s := redistest.StartSentinels(t, "--repl-backlog-size", "1mb")
	r := follow(t, Options{URL: s.URL(), Keys: []string{"k"}})
	conn := s.Master.Dial()
	defer conn.Close()
	want := pour(t, conn, "k", "before", 100)
	conn.Do("WAIT", "2", "5000")
	for _, slave := range s.Watchers[0].Do("SENTINEL", "REPLICAS", redistest.MasterName).([]any) {
		t.Log("the Sentinels list", slave)
	}
	s.Master.Kill()
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
	next := s.Replica.Dial()
	defer next.Close()
	want = append(want, pour(t, next, "k", "after", 100)...)
	wantLines(t, r, s.URL()+"/0 k", want)
	if !r.Noticed("what was written in between follows") {
		t.Errorf("notices %+v", r.Notices())
	}
	r.Stop()
}

// TestBacklogIsTooShort has more written while the stream is down than the
// server keeps.
func TestBacklogIsTooShort(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0", "--repl-backlog-size", "16kb")
	fill(server, "k", 3)
	r := follow(t, Options{URL: server.URL, Keys: []string{"k"}, Window: 5})
	conn := server.Dial()
	defer conn.Close()
	overrun := func(member string) {
		conn.Do("MULTI")
		conn.Do("CLIENT", "KILL", "TYPE", "replica")
		for i := range 2000 {
			conn.Do("ZADD", "k", strconv.Itoa(10+i), member+strconv.Itoa(i))
		}
		conn.Do("EXEC")
	}
	overrun("unseen")
	r.Until("back", func() bool { return r.Noticed("does not go on where it was left") })
	lost := false
	for _, n := range r.Notices() {
		lost = lost || n.Lost == source.Unknown && strings.Contains(n.Text, "repl-backlog-size")
	}
	if !lost {
		t.Errorf("nothing is counted as lost: %+v", r.Notices())
	}
	begun := func() (n int) {
		for _, notice := range r.Notices() {
			n += strings.Count(notice.Text, "the replication stream has begun")
		}
		return n
	}
	r.Until("the next stream", func() bool { return begun() == 2 && settled(server, r, "k", 5) })
	before := len(lines(r, server.URL+"/0 k"))
	want := pour(t, conn, "k", "seen", 1000)
	r.Until("the lines", func() bool { return len(lines(r, server.URL+"/0 k")) == before+len(want) })
	r.Until("the table", func() bool { return settled(server, r, "k", 5) })

	// That was the second full sync within seconds: no third is risked at once.
	overrun("again")
	r.Until("back again", func() bool { _, back := countDown(r); return back == 2 })
	conn.Do("ZADD", "k", "9000", "polled")
	r.Until("the change", func() bool { return settled(server, r, "k", 5) })
	wantCopies(t, server, 2)
	r.Stop()
}

// wantCopies wants the server to have made n full syncs.
func wantCopies(t *testing.T, server *redistest.Server, n int) {
	t.Helper()
	if info := fmt.Sprint(server.Do("INFO", "stats")); !strings.Contains(info, fmt.Sprintf("sync_full:%d\r", n)) {
		t.Errorf("the server has made more or less than %d full syncs: %s", n, info)
	}
}

// TestCopyIsCut cuts the copy: until the next is asked for, which is not at
// once, changes are looked for.
func TestCopyIsCut(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	server.Do("EVAL", "for i = 1, 100000 do redis.call('set', 'key' .. i, i) end", "0")
	fill(server, "k", 3)
	p := age(t, server.Addr)
	p.room.Store(100_000)
	r := sourcetest.Start(t, open(t, Options{URL: "redis://" + p.addr, Keys: []string{"k"}, Via: "replica"}))
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
	server.Do("ZADD", "k", "9", "polled")
	r.Until("the change", func() bool { return settled(server, r, "k", 100) })
	wantCopies(t, server, 1)
	r.Until("the stream", func() bool { return r.Noticed("the replication stream has begun") })
	wantCopies(t, server, 2)
	server.Do("ZADD", "k", "10", "streamed")
	wantLines(t, r, "redis://"+p.addr+"/0 k", []string{"1 m1", "2 m2", "3 m3", "9 polled", "10 streamed"})
	r.Stop()
}

func TestReplicationOfRestartedServer(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0", "--requirepass", secret)
	fill(server, "k", 5)
	r := follow(t, Options{URL: server.URL, Password: secret, Keys: []string{"k"}})
	server.Kill()
	r.Until("down", func() bool { return r.Noticed(" is down: ") })
	server.Restart()
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
	server.Do("ZADD", "k", "1", "new")
	r.Until("the change", func() bool { return settled(server, r, "k", 100) })
	wantNoSecret(t, r)
	r.Stop()
}

func TestReplicationOfFrozenServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	fill(server, "k", 5)
	r := follow(t, Options{URL: server.URL, Keys: []string{"k"}})
	server.Stop()
	wantDead(t, r, noAnswer)
	server.Cont()
	server.Do("ZADD", "k", "9", "thawed")
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
	wantLines(t, r, server.URL+"/0 k", []string{"1 m1", "2 m2", "3 m3", "4 m4", "5 m5", "9 thawed"})
	r.Stop()
}

// TestReplicationAloneIsDead loses what the server sends over the stream, while it
// answers over the other connection.
func TestReplicationAloneIsDead(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	p := age(t, server.Addr)
	fill(server, "k", 1)
	r := follow(t, Options{URL: "redis://" + p.addr, Keys: []string{"k"}})
	p.deaf.Store(true)
	server.Do("ZADD", "k", "9", "unheard")
	wantDead(t, r, "is down: the replication stream brings nothing any more")
	p.deaf.Store(false)
	wantLines(t, r, "redis://"+p.addr+"/0 k", []string{"1 m1", "9 unheard"})
	r.Stop()
}

func TestReplicationOfLargeMembers(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	r := follow(t, Options{URL: server.URL, Keys: []string{"k"}})
	big := strings.Repeat("é", 5<<20) // 10 MiB
	conn := server.Dial()
	defer conn.Close()
	conn.Do("ZADD", "k", "1", "a"+big, "2", "small", "3", big)
	conn.Do("ZADD", "k", "4", "after")
	label := server.URL + "/0 k"
	r.Until("the lines", func() bool { return len(lines(r, label)) == 4 })
	got := lines(r, label)
	for i, want := range []string{" bytes", "2 small", " bytes", "4 after"} {
		if !strings.HasSuffix(got[i], want) || len(got[i]) >= source.MaxHeld {
			t.Errorf("line %d has %d bytes and ends in %q", i, len(got[i]), got[i][max(0, len(got[i])-40):])
		}
	}
	if want := "é … +" + strconv.Itoa(len(big)-maxText) + " bytes"; !strings.HasSuffix(got[2], want) {
		t.Errorf("the line ends in %q, want %q", got[2][len(got[2])-40:], want)
	}
	r.Until("the table", func() bool { tab, _ := r.Table("k"); return len(tab.Rows) == 4 })
	r.Stop()
}

func TestReplicationIsRefused(t *testing.T) {
	server := redistest.Start(t, "--requirepass", secret)
	for user, rights := range map[string]string{
		"noreplica": "+zrange +role +multi +exec +replconf",
		"norole":    "+zrange +psync +replconf +multi +exec",
	} {
		server.Do(append([]string{"ACL", "SETUSER", user, "on", ">" + secret, "~*"}, strings.Fields(rights)...)...)
	}
	for name, tt := range map[string]struct {
		o    Options
		want string
	}{
		"wrong password": {Options{URL: server.URL, Password: "x"}, "wrong user or password"},
		"no psync":       {Options{URL: "redis://noreplica@" + server.Addr, Password: secret}, replicaRights},
		"no role":        {Options{URL: "redis://norole@" + server.Addr, Password: secret}, replicaRights},
		"no command":     {Options{URL: redistest.Start(t, "--rename-command", "PSYNC", "").URL}, noReplicas},
		"a cluster":      {Options{URL: "redis+cluster://" + server.Addr}, errNoFleet.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			tt.o.Keys, tt.o.Via = []string{"k"}, "replica"
			r := sourcetest.Start(t, open(t, tt.o))
			err := r.Wait()
			if err == nil || !strings.Contains(err.Error(), tt.want) || !isPermanent(t, err) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
			wantNoSecret(t, r)
		})
	}
	if _, err := New(Options{Keys: []string{"k"}, Via: "replica", Top: true}); err == nil || !strings.Contains(err.Error(), "--via replica") {
		t.Errorf("a ranking: %v", err)
	}
}

func TestReplicationWithJustTheRightsNeeded(t *testing.T) {
	server, url, authority := redistest.StartTLS(t, "--repl-diskless-sync-delay", "0")
	server.Do("ACL", "SETUSER", "copier", "on", ">"+secret, "~k", "+psync", "+replconf", "+role", "+multi", "+exec", "+zrange")
	user := strings.Replace(url, "://", "://copier@", 1)
	r := follow(t, Options{URL: user, Password: secret, CA: authority, Keys: []string{"k"}})
	server.Do("ZADD", "k", "1", "a")
	wantLines(t, r, url+"/0 k", []string{"1 a"})
	r.Stop()
	socket := "unix://" + server.Socket()
	r = follow(t, Options{URL: socket, Keys: []string{"k"}})
	server.Do("ZADD", "k", "2", "b")
	wantLines(t, r, socket+"?db=0 k", []string{"1 a", "2 b"})
	r.Stop()
}

// TestWaitIsAnswered has the server ask for an acknowledgement at once.
func TestWaitIsAnswered(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	r := follow(t, Options{URL: server.URL, Keys: []string{"k"}})
	conn := server.Dial()
	defer conn.Close()
	conn.Do("ZADD", "k", "1", "a")
	if n := conn.Do("WAIT", "1", "5000"); n != int64(1) {
		t.Errorf("%v replicas have acknowledged", n)
	}
	r.Until("the exact offset", func() bool {
		info := fmt.Sprint(server.Do("INFO", "replication"))
		_, offset, _ := strings.Cut(info, "master_repl_offset:")
		offset, _, _ = strings.Cut(offset, "\r")
		return strings.Contains(info, ",offset="+offset+",")
	})
	r.Stop()
}
