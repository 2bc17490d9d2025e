//go:build unix

package redis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestReplicationOfAllTypes watches keys of all types, named and found. Nothing
// is compared by the clock: what is seen was told of by the replication stream.
func TestReplicationOfAllTypes(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "1", "--repl-backlog-size", "64mb")
	fill(server, "z", 3)
	server.Do("HSET", "h", "a", "1")
	add(server, "log", 5)
	src := open(t, Options{
		URL: server.URL, Keys: []string{"z", "h", "any:*"}, Streams: []string{"log", "any:*"}, From: "0", Window: 10, Via: "replica",
	})
	src.pollEvery = time.Hour
	r := sourcetest.Start(t, src)
	r.Until("the start", func() bool { return r.Noticed("connected") })
	server.Do("HSET", "any:early", "a", "1") // while nobody tells
	r.Until("the stream", func() bool { return r.Noticed("the replication stream has begun") })
	r.Until("what came before it", func() bool { return hashed(server, r, "any:early") })

	conn := server.Dial()
	defer conn.Close()
	want := []string{"1 m1", "2 m2", "3 m3"}
	write := func(from string) {
		t.Helper()
		for i := range 1000 {
			n := strconv.Itoa(i)
			conn.Queue("ZADD", "z", n, from+n)
			conn.Queue("HSET", "h", "f"+strconv.Itoa(i%7), from+n)
			conn.Queue("XADD", "log", "*", "i", n, "twice", strconv.Itoa(2*i))
			want = append(want, n+" "+from+n)
		}
		for range 3000 {
			if _, err := conn.Receive(); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := func(what string) {
		t.Helper()
		wantLines(t, r, server.URL+"/0 z", want)
		r.Until(what+": the table of z", func() bool { return settled(server, r, "z", 10) })
		r.Until(what+": the hash", func() bool { return hashed(server, r, "h") })
		same(server, r, "log")
	}
	write("x")
	all("all at once")
	for i := range 3 { // one by one, so that nothing else tells of one
		n := strconv.Itoa(i)
		server.Do("XADD", "log", "*", "i", n, "twice", n)
		same(server, r, "log")
		server.Do("HSET", "h", "one", n)
		r.Until("the field", func() bool { return hashed(server, r, "h") })
	}

	conn.Do("HSET", "any:h", "a", "1")
	conn.Do("SET", "any:t", "some text")
	conn.Do("XADD", "any:s", "*", "i", "1", "twice", "2")
	conn.Do("ZADD", "any:z", "1", "a", "2", "b")
	conn.Do("ZADD", "any:z", "1", "b")
	r.Until("a hash that is found", func() bool { return hashed(server, r, "any:h") })
	r.Until("a string that is found", func() bool { return r.Text(server.URL+"/0 any:t") == "some text\n" })
	same(server, r, "any:s")
	wantLines(t, r, server.URL+"/0 any:z", []string{"1 a", "2 b", "1 b"})

	server.Do("CLIENT", "KILL", "TYPE", "replica")
	write("y")
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 })
	all("after a break")
	if !r.Noticed("; what was written to sorted sets in between follows, of hashes and strings what they hold now") {
		t.Errorf("notices %+v", r.Notices())
	}
	wantCopies(t, server, 1)
	r.Stop()
	if n := lost(r); n != 0 {
		t.Errorf("%d are said to be lost: %+v", n, r.Notices())
	}
}

// TestReplicationOfChangingTypes has keys turn into sorted sets and back.
func TestReplicationOfChangingTypes(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	server.Do("HSET", "k", "a", "1")
	server.Do("XADD", "log", "1-0", "a", "1")
	r := follow(t, Options{URL: server.URL, Keys: []string{"k"}, Streams: []string{"log", "log:*"}})
	label := server.URL + "/0 k"
	text := "a=1\n"
	for i, step := range []struct {
		commands []string
		text     string
		done     func() bool
	}{
		{[]string{"DEL k", "ZADD k 1 a", "ZADD k 2 a", "ZADD k 1 a"}, "1 a\n2 a\n1 a\n", func() bool { return settled(server, r, "k", 100) }},
		{[]string{"DEL k", "HSET k b 2"}, "b=2\n", func() bool { return hashed(server, r, "k") }},
		{[]string{"DEL k", "ZADD k 3 b", "DEL k", "SET k 42"}, "3 b\n42\n", nil},
		{[]string{"DEL k", "RPUSH k x"}, "", func() bool { return r.Noticed("key k is no sorted set, hash or string but a list") }},
		{[]string{"DEL k", "ZADD k 4 c", "ZINCRBY k 1 c"}, "4 c\n+1 c\n", func() bool { return settled(server, r, "k", 100) }},
		{[]string{"DEL log", "ZADD log 1 x"}, "", func() bool { return r.Noticed("key log is no stream but a zset") }},
		{[]string{"ZADD log:set 1 x"}, "", func() bool { return r.Noticed("left out: log:set (zset)") }},
		{[]string{"DEL log", "XADD log 2-0 a 2"}, "", func() bool { return strings.HasSuffix(r.Text(server.URL+"/0 log"), "2-0 2\n") }},
	} {
		atOnce(t, server, step.commands...)
		text += step.text
		r.Until(fmt.Sprint("step ", i), func() bool { return r.Text(label) == text && (step.done == nil || step.done()) })
	}
	if got := r.Text(server.URL + "/0 log"); got != "1-0 1\n2-0 2\n" {
		t.Errorf("the lines of the stream are %q", got)
	}
	r.Stop()
}

// meddler is a hash that is written to, as a sorted set, before its answer is
// read.
type meddler struct {
	*hash
	write func()
}

func (m meddler) parse(result rueidis.RedisResult, r *reply) error {
	m.write()
	return m.hash.parse(result, r)
}

// TestPlaceOfAnotherType has a key turn out to be a sorted set where its place in
// the stream is asked for: the place is that of the window, not of the first try.
func TestPlaceOfAnotherType(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "3600")
	r := follow(t, Options{URL: server.URL, Keys: []string{"other"}}) // without a replica there are no offsets
	server.Do("ZADD", "k", "1", "a")
	src := open(t, Options{URL: server.URL, Keys: []string{"k"}})
	ctx, cancel := context.WithCancelCause(t.Context())
	l, err := connect(ctx, cancel, src.server, func([]string) {})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	k := newRoster(src).byName["k"]
	k.turn("hash")
	k.holds = meddler{k.holds.(*hash), func() { server.Do("ZADD", "k", "2", "b") }}
	replies, err := l.fetch([]*key{k}, placed, noon)
	if err != nil {
		t.Fatal(err)
	}
	at, err := l.written()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(replies[0].scores, func(m rueidis.ZScore) bool { return m.Member == "b" }) || replies[0].at != at {
		t.Errorf("members %v at %d, want a and b at %d", replies[0].scores, replies[0].at, at)
	}
	r.Stop()
}
