//go:build unix

package redis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

var (
	somePatterns = []pattern{
		"*", "**", "", "a", "a*", "*a", "*a*b*", "?", "??", "a?c", "[abc]", "[^abc]", "[a-c]x", "[c-a]x", "[^a-c]", `\*`, `a\`, `\\`,
		"[", "[a", "[^", "[]", "[a-", "[a-]", `[\]]`, `[\-a]`, "stats:*:cpu", "s*:*:*", "*?*?*", `h\[a]*`, "[]a]", "a]", "x[^]y",
	}
	someNames = []string{
		"a", "b", "ab", "abc", "ax", "bx", "dx", "axxb", "*", `a\`, `\`, "[", "[a", "]", "-", "^", "stats:web1:cpu", "stats::cpu",
		"stats:web1:mem", "h[a]llo", "a]", "\xff", "line\nend", "x", "xy", "xzy",
	}
)

// TestMatchAsRedis compares with the answers of a server.
func TestMatchAsRedis(t *testing.T) {
	server := redistest.Start(t)
	for _, name := range someNames {
		server.Do("SET", name, "1")
	}
	for _, p := range somePatterns {
		keys, _ := server.Do("KEYS", string(p)).([]any)
		for _, name := range someNames {
			if got, want := p.match(name), slices.Contains(keys, any(name)); got != want {
				t.Errorf("%q matches %q: %v, the server says %v", p, name, got, want)
			}
		}
	}
}

func FuzzMatch(f *testing.F) {
	for i, p := range somePatterns {
		f.Add(string(p), someNames[i%len(someNames)])
	}
	f.Fuzz(func(t *testing.T, p, name string) {
		if len(p) > 12 || len(name) > 12 { // the slow one is exponential
			return
		}
		if got, want := pattern(p).match(name), slowMatch(pattern(p), name); got != want {
			t.Errorf("%q matches %q: %v, want %v", p, name, got, want)
		}
		prefix, whole := pattern(p).literal()
		if pattern(p).match(name) && (!strings.HasPrefix(name, prefix) || whole && name != prefix) {
			t.Errorf("%q matches %q, and begins with %q (that is all: %v)", p, name, prefix, whole)
		}
		q := pattern(quote(name))
		if prefix, whole := q.literal(); !q.match(name) || !whole || prefix != name {
			t.Errorf("%q quoted is %q", name, q)
		}
	})
}

// slowMatch tries every length that a * may stand for.
func slowMatch(p pattern, text string) bool {
	switch {
	case p == "":
		return text == ""
	case p[0] == '*':
		for i := range len(text) + 1 {
			if slowMatch(p[1:], text[i:]) {
				return true
			}
		}
		return false
	case text == "":
		return false
	}
	n, ok := p.one(text[0])
	return ok && slowMatch(p[n:], text[1:])
}

func TestPrefixes(t *testing.T) {
	tests := []struct{ patterns, want string }{
		{"a*", `["a"]`},
		{"stats:*,stats:web*,rank:?", `["rank:" "stats:"]`},
		{"*,stats:*", `[""]`},
		{`a\**,a*b`, `["a"]`},
		{`a\**,ab*`, `["a*" "ab"]`},
	}
	for _, tt := range tests {
		var p []pattern
		for s := range strings.SplitSeq(tt.patterns, ",") {
			p = append(p, pattern(s))
		}
		if got := fmt.Sprintf("%q", prefixes(p)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.patterns, got, tt.want)
		}
	}
}

func TestPatternsFindKeys(t *testing.T) {
	server := redistest.Start(t)
	for _, via := range []string{"tracking", "notify", "poll"} {
		t.Run(via, func(t *testing.T) {
			server.Do("FLUSHALL")
			server.Do("CONFIG", "SET", "notify-keyspace-events", "Kzgxe")
			fill(server, "stats:web1", 3)
			fill(server, "statsother", 1)
			fill(server, "named", 2)
			server.Do("RPUSH", "stats:conf", "1")
			src := open(t, Options{URL: server.URL, Keys: []string{"stats:*", "stats:w*", "named"}, Via: via})
			if via == "poll" {
				src.pollEvery = 50 * time.Millisecond
			}
			r := sourcetest.Start(t, src)
			r.Until("the start", func() bool {
				return settled(server, r, "stats:web1", 100) && settled(server, r, "named", 100) && r.Noticed("connected")
			})
			if !r.Noticed("of a type that is not shown, and left out: stats:conf (list)") {
				t.Errorf("no word of the list: %+v", r.Notices())
			}
			steps := []struct {
				key string
				do  []string
			}{
				{"stats:web2", []string{"ZADD", "stats:web2", "1", "a"}},
				{"stats:web1", []string{"ZINCRBY", "stats:web1", "10", "m1"}},
				{"named", []string{"ZADD", "named", "7", "x"}},
				{"stats:web3", []string{"RENAME", "statsother", "stats:web3"}},
				{"stats:web2", []string{"DEL", "stats:web2"}},
				{"stats:web2", []string{"ZADD", "stats:web2", "2", "b"}},
				{"stats:conf", []string{"EVAL", "redis.call('del', 'stats:conf') redis.call('zadd', 'stats:conf', 1, 'x')", "0"}},
				{"stats:web3", []string{"PEXPIRE", "stats:web3", "20"}},
			}
			for _, step := range steps {
				if step.key == "stats:conf" && via != "poll" {
					continue // its type is looked at again with the next scan
				}
				server.Do(step.do...)
				r.Until(fmt.Sprint(step.do), func() bool {
					if _, is := r.Table(step.key); !is {
						return false
					}
					return settled(server, r, step.key, 100)
				})
			}
			for _, want := range []string{"key stats:web2 is there", "key stats:web2 is gone", "key stats:web3 is gone"} {
				r.Until(want, func() bool { return r.Noticed(want) })
			}
			if _, is := r.Table("statsother"); is {
				t.Error("a key that does not match is shown")
			}
			if via == "tracking" {
				server.Do("FLUSHALL")
				r.Until("the end of all", func() bool {
					return settled(server, r, "stats:web1", 100) && settled(server, r, "named", 100)
				})
			}
			r.Stop()
		})
	}
}

// TestOnlyWhatMatches writes to keys that begin as a pattern does, and to a
// list that matches: they are announced, and not asked for again and again.
func TestOnlyWhatMatches(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"h*:cpu"}}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	server.Do("RPUSH", "hash:cpu", "1")
	r.Until("the notice", func() bool { return r.Noticed("of a type that is not shown, and left out: hash:cpu (list)") })
	asked := calls(server, "type")
	for i := range 3 {
		server.Do("ZADD", "h1:mem", strconv.Itoa(i), "a")
		server.Do("RPUSH", "hash:cpu", strconv.Itoa(i))
		key := "h" + strconv.Itoa(i) + ":cpu"
		server.Do("ZADD", key, "1", "a")
		r.Until(key, func() bool { return settled(server, r, key, 100) })
	}
	if n := calls(server, "type") - asked; n != 3 {
		t.Errorf("%d names were looked at, want the 3 new ones", n)
	}
	if _, is := r.Table("h1:mem"); is {
		t.Error("a key that does not match is shown")
	}
	r.Stop()
}

// TestTooManyKeys has one key more than are watched, and then room.
func TestTooManyKeys(t *testing.T) {
	server := redistest.Start(t)
	for i := range maxKeys - 1 {
		server.Do("ZADD", "k"+strconv.Itoa(i), "1", "a")
	}
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k*"}}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	server.Do("ZADD", "k-last", "1", "a")
	r.Until("the last with room", func() bool { _, is := r.Table("k-last"); return is })
	if r.Noticed("more than") {
		t.Error("there was room")
	}
	server.Do("ZADD", "k-more", "1", "a")
	r.Until("the notice", func() bool { return r.Noticed("more than 256 keys match") })
	server.Do("DEL", "k7")
	r.Until("room", func() bool { return r.Noticed("key k7 is gone") })
	server.Do("ZADD", "k-more", "2", "b")
	r.Until("the key that has room now", func() bool { return settled(server, r, "k-more", 100) })
	r.Stop()
}

// TestOtherDatabase has a key of a pattern's prefix change where it is not
// watched: the server announces it all the same.
func TestOtherDatabase(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k*"}}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	conn := server.Dial()
	defer conn.Close()
	conn.Do("SELECT", "1")
	conn.Do("ZADD", "k1", "1", "elsewhere")
	server.Do("ZADD", "k2", "1", "here")
	r.Until("the key", func() bool { return settled(server, r, "k2", 100) && len(lines(r, server.URL+"/0 k2")) == 1 })
	if _, is := r.Table("k1"); is {
		t.Error("a key of another database is shown")
	}
	r.Stop()
}
