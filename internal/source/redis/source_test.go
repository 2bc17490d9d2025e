//go:build unix

package redis

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if task := os.Getenv(writerEnv); task != "" {
		_ = writeForever(task) // the benchmark sees what it has written
		return
	}
	// rueidis closes connections to nodes that have left five seconds late.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*clusterClient)._refresh.func2"))
}

// open returns a source on a server. Its poll is so slow that only what the
// server announces can wake it.
func open(t testing.TB, o Options) *Source {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.pollEvery = time.Hour
	return s
}

// fill makes key a sorted set m1 … mN of the scores 1 … N.
func fill(s *redistest.Server, key string, n int) {
	args := []string{"ZADD", key}
	for i := 1; i <= n; i++ {
		args = append(args, strconv.Itoa(i), "m"+strconv.Itoa(i))
	}
	s.Do(args...)
}

// settled reports whether the last table sent of key is what the server says.
func settled(s *redistest.Server, r *sourcetest.Recorder, key string, window int) bool {
	table, ok := r.Table(key)
	want := s.Window(key, window)
	if len(want) == 0 {
		return !ok || table.Gone
	}
	if !ok || table.Gone || len(table.Rows) != len(want) {
		return false
	}
	for i, row := range table.Rows {
		if row.Score != want[i].Score || row.ID != want[i].Text {
			return false
		}
	}
	return true
}

func lines(r *sourcetest.Recorder, label string) []string {
	return strings.Split(strings.TrimSuffix(r.Text(label), "\n"), "\n")
}

func last(r *sourcetest.Recorder) source.Notice {
	n := r.Notices()
	if len(n) == 0 {
		return source.Notice{}
	}
	return n[len(n)-1]
}

func TestConform(t *testing.T) {
	server := redistest.Start(t)
	n := 0
	sourcetest.Conform(t, sourcetest.Case{
		New: func(t *testing.T) source.Source {
			return open(t, Options{URL: server.URL, Keys: []string{"k"}})
		},
		Feed: func(*testing.T) { n++; server.Do("ZADD", "k", strconv.Itoa(n), "m"+strconv.Itoa(n)) },
	})
}

func TestWindowFirstThenEveryChange(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "rank:game", 5)
	src := open(t, Options{URL: server.URL, Keys: []string{"rank:game"}, Window: 3})
	r := sourcetest.Start(t, src)
	label := server.URL + "/0 rank:game"

	r.Until("the window", func() bool { return settled(server, r, "rank:game", 3) })
	if got, want := lines(r, label), []string{"3 m3", "4 m4", "5 m5"}; !slices.Equal(got, want) {
		t.Errorf("the first lines are %q, want %q", got, want)
	}
	if n := last(r); n.State != source.StateLive || !strings.Contains(n.Text, "connected to Redis") {
		t.Errorf("the notice is %+v", n)
	}
	for i, change := range [][]string{
		{"ZADD", "rank:game", "7", "m1"},        // comes into the window
		{"ZINCRBY", "rank:game", "0.5", "m5"},   // changes in it
		{"ZADD", "rank:game", "5.5", "m5"},      // is what it was
		{"ZREM", "rank:game", "m5"},             // m3 comes back into view
		{"ZADD", "rank:game", "9", "two\nrows"}, // is still one line
	} {
		server.Do(change...)
		r.Until(fmt.Sprint("change ", i), func() bool { return settled(server, r, "rank:game", 3) })
	}
	want := []string{"3 m3", "4 m4", "5 m5", "7 m1", "5.5 m5", `9 two\nrows`}
	if got := lines(r, label); !slices.Equal(got, want) {
		t.Errorf("the lines are %q, want %q", got, want)
	}
	r.Stop()
}

// TestSlidIn removes members of a full window: those that take their place are
// old, and no news.
func TestSlidIn(t *testing.T) {
	server := redistest.Start(t)
	tests := []struct {
		name   string
		window int
		do     []string
		want   []string // lines
	}{
		{"the top of 1", 1, []string{"ZREM", "k", "m9"}, nil},
		{"the top of 3", 3, []string{"ZREM", "k", "m9"}, nil},
		{"the lowest of 3", 3, []string{"ZREM", "k", "m7"}, nil},
		{"all of 3", 3, []string{"ZPOPMAX", "k", "3"}, nil},
		{"all but one, which is left alone", 8, []string{"ZPOPMAX", "k", "8"}, nil},
		{"the top falls out", 3, []string{"ZADD", "k", "0", "m9"}, nil},
		{"the top falls, but not out", 3, []string{"ZADD", "k", "6.5", "m9"}, []string{"6.5 m9"}},
		{"one comes above", 3, []string{"EVAL", "redis.call('zrem', 'k', 'm9', 'm7') redis.call('zadd', 'k', 10, 'new')", "0"}, []string{"10 new"}},
		{"one comes with the lowest score, above", 3, []string{"ZADD", "k", "7", "new"}, []string{"7 new"}},
		{"the window is not full", 10, []string{"EVAL", "redis.call('zrem', 'k', 'm9') redis.call('zadd', 'k', 0, 'new')", "0"}, []string{"0 new"}},
		{"the window is just full", 9, []string{"ZREM", "k", "m9"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server.Do("FLUSHALL")
			fill(server, "k", 9)
			r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Window: tt.window}))
			r.Until("connected", func() bool { return settled(server, r, "k", tt.window) && r.Noticed("connected") })
			before, notices, samples := len(r.Text(server.URL+"/0 k")), len(r.Notices()), countSamples(r)
			server.Do(tt.do...)
			r.Until("the change", func() bool { return settled(server, r, "k", tt.window) })
			var want string
			for _, line := range tt.want {
				want += line + "\n"
			}
			if got := r.Text(server.URL + "/0 k")[before:]; got != want {
				t.Errorf("the lines are %q, want %q", got, want)
			}
			if n := r.Notices()[notices:]; len(n) > 0 {
				t.Errorf("the notices are %+v", n)
			}
			if got := countSamples(r) - samples; got != len(tt.want) {
				t.Errorf("%d samples, want %d", got, len(tt.want))
			}
			r.Stop()
		})
	}
}

func countSamples(r *sourcetest.Recorder) (n int) {
	for _, s := range r.Samples() {
		n += len(s)
	}
	return n
}

func TestWhatMayHappenToAKey(t *testing.T) {
	server := redistest.Start(t)
	tests := []struct {
		name    string
		do      [][]string
		notices []string
	}{
		{"deleted", [][]string{{"DEL", "k"}}, []string{"key k is gone"}},
		{"flushed", [][]string{{"FLUSHALL"}}, []string{"key k is gone"}},
		{"expired", [][]string{{"PEXPIRE", "k", "50"}}, []string{"key k is gone"}},
		{"renamed away", [][]string{{"RENAME", "k", "other"}}, []string{"key k is gone"}},
		{"renamed over", [][]string{{"ZADD", "o", "1", "new"}, {"RENAME", "o", "k"}}, nil},
		{"stored", [][]string{{"ZADD", "o", "1", "new"}, {"ZUNIONSTORE", "k", "2", "k", "o"}}, nil},
		{"emptied by a script", [][]string{{"EVAL", "redis.call('zremrangebyrank', 'k', 0, -1)", "0"}}, []string{"key k is gone"}},
		{"wrong type", [][]string{{"DEL", "k"}, {"RPUSH", "k", "v"}}, []string{"key k is no sorted set, hash or string but a list"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server.Do("FLUSHALL")
			fill(server, "k", 3)
			r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}}))
			r.Until("the window", func() bool { return settled(server, r, "k", 100) })
			for _, command := range tt.do {
				server.Do(command...)
			}
			for _, n := range tt.notices {
				r.Until(n, func() bool { return r.Noticed(n) })
				if table, _ := r.Table("k"); !table.Gone || last(r).State != source.StateWaiting {
					t.Errorf("gone: %v, notice %+v", table.Gone, last(r))
				}
			}
			if tt.notices == nil {
				r.Until("the state", func() bool { return settled(server, r, "k", 100) })
				if rows, _ := r.Table("k"); len(rows.Rows) == 3 && rows.Rows[2].ID == "m1" {
					t.Error("nothing has changed")
				}
			}
			server.Do("DEL", "k")
			server.Do("ZADD", "k", "77", "late")
			r.Until("the key again", func() bool { return settled(server, r, "k", 100) })
			if tt.notices != nil && !r.Noticed("key k is there") {
				t.Errorf("no word of the key's return: %+v", r.Notices())
			}
			r.Stop()
		})
	}
}

func TestManyKeys(t *testing.T) {
	server := redistest.Start(t)
	var keys []string
	for i := range 3*fetchAtOnce + 1 {
		keys = append(keys, "k"+strconv.Itoa(i))
		fill(server, keys[i], 2)
	}
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: keys}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	script := "for _, k in ipairs(KEYS) do redis.call('zincrby', k, 10, 'm1') end"
	server.Do(append([]string{"EVAL", script, strconv.Itoa(len(keys))}, keys...)...)
	for _, k := range keys {
		r.Until(k, func() bool { return settled(server, r, k, 100) })
		if got := r.Text(server.URL + "/0 " + k); got != "1 m1\n2 m2\n11 m1\n" {
			t.Errorf("%s: %q", k, got)
		}
	}
	r.Stop()
}

func TestMissingKeyIsWaitedFor(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL + "/3", Keys: []string{"a", "b", "a"}}))
	r.Until("notices", func() bool { return r.Noticed("waiting for key a") && r.Noticed("waiting for key b") })
	conn := server.Dial()
	defer conn.Close()
	conn.Do("SELECT", "3")
	conn.Do("ZADD", "b", "1", "x")
	label := server.URL + "/3 b"
	r.Until("the key", func() bool { return r.Text(label) == "1 x\n" })
	if len(r.Notices()) != 4 { // a, b, connected, b is there
		t.Errorf("notices: %+v", r.Notices())
	}
	r.Stop()
}

// calls is how many of a command the server has answered.
func calls(s *redistest.Server, command string) int {
	_, rest, _ := strings.Cut(fmt.Sprint(s.Do("INFO", "commandstats")), "cmdstat_"+command+":calls=")
	count, _, _ := strings.Cut(rest, ",")
	n, _ := strconv.Atoi(count)
	return n
}

func TestSwapDBIsFoundByThePoll(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 3)
	src := open(t, Options{URL: server.URL, Keys: []string{"k"}})
	src.pollEvery = 50 * time.Millisecond
	r := sourcetest.Start(t, src)
	r.Until("the window", func() bool { return settled(server, r, "k", 100) })
	before, polls := r.Batches(), calls(server, "zrange")
	r.Until("three polls", func() bool { return calls(server, "zrange") >= polls+3 })
	server.Do("SWAPDB", "0", "1")
	r.Until("the swap", func() bool { return r.Noticed("key k is gone") })
	if after := r.Batches(); after != before+1 {
		t.Errorf("%d batches for one change", after-before)
	}
	r.Stop()
}

func TestFiveThousandAtOnce(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Window: 1000}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	conn := server.Dial()
	defer conn.Close()
	for i := range 5000 {
		conn.Queue("ZADD", "k", strconv.Itoa(i), "m"+strconv.Itoa(i))
	}
	for range 5000 {
		if _, err := conn.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	r.Until("the final state", func() bool { return settled(server, r, "k", 1000) })
	r.Stop()
}

func TestReplacedWindowIsTold(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 10)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Window: 4}))
	r.Until("the window", func() bool { return settled(server, r, "k", 4) })
	server.Do("ZADD", "k", "101", "a", "102", "b", "103", "c", "104", "d", "105", "e")
	r.Until("the notice", func() bool { return last(r).Lost == source.Unknown })
	if !settled(server, r, "k", 4) {
		t.Error("the table is behind")
	}
	r.Stop()
}

func TestLargeThings(t *testing.T) {
	server := redistest.Start(t)
	conn := server.Dial()
	defer conn.Close()
	for i := 0; i < 200_000; i += 1000 {
		args := []string{"ZADD", "set"}
		for j := i; j < i+1000; j++ {
			args = append(args, strconv.Itoa(j), "m"+strconv.Itoa(j))
		}
		conn.Queue(args...)
	}
	for range 200 {
		if _, err := conn.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	big := strings.Repeat("é", 5<<20) // 10 MiB
	conn.Do("ZADD", "big", "1", big, "2", big+"!", "3", "small")
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"set", "big"}}))
	r.Until("both", func() bool { return settled(server, r, "set", 100) && r.Noticed("connected") })

	label := server.URL + "/0 big"
	got := lines(r, label)
	if len(got) != 3 || len(got[0]) >= source.MaxHeld || !strings.HasSuffix(got[0], "é … +"+strconv.Itoa(len(big)-maxText)+" bytes") {
		t.Errorf("%d lines, the first of %d bytes, ending in %q", len(got), len(got[0]), got[0][max(0, len(got[0])-40):])
	}
	table, _ := r.Table("big")
	if n := len(table.Rows[1].Cells[0]); n > maxCell+40 || n < maxCell {
		t.Errorf("the cell has %d bytes", n)
	}
	if table.Rows[1].ID == table.Rows[2].ID {
		t.Error("two members have one ID")
	}
	conn.Do("ZADD", "big", "4", big)
	r.Until("the change", func() bool { tab, _ := r.Table("big"); return tab.Rows[0].Score == 4 })
	if n := len(lines(r, label)); n != 4 {
		t.Errorf("%d lines, want 4", n)
	}
	cuts := 0
	for _, n := range r.Notices() {
		if strings.Contains(n.Text, "is cut") {
			cuts++
		}
	}
	if cuts != 1 {
		t.Errorf("%d notices of a cut, want 1: %+v", cuts, r.Notices())
	}
	r.Stop()
}

// TestMillionMembers asks for no more of a large set than of a small one.
func TestMillionMembers(t *testing.T) {
	server := redistest.Start(t)
	for i := range 10 {
		server.Do("EVAL", "for i = 1, 100000 do redis.call('zadd', KEYS[1], ARGV[1] + i, 'm' .. (ARGV[1] + i)) end", "1", "k", strconv.Itoa(i*100_000))
	}
	if n := server.Do("ZCARD", "k"); n != int64(1_000_000) {
		t.Fatalf("%v members", n)
	}
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k*"}}))
	r.Until("the window", func() bool { return settled(server, r, "k", 100) && r.Noticed("connected") })
	before := written(server)
	server.Do("ZINCRBY", "k", "1000000", "m1")
	r.Until("the change", func() bool { return settled(server, r, "k", 100) })
	if n := written(server) - before; n > 1<<20 { // the set has 15 MB
		t.Errorf("one change cost %d bytes", n)
	}
	r.Stop()
}

// written is how many bytes the server has sent.
func written(s *redistest.Server) int {
	_, rest, _ := strings.Cut(fmt.Sprint(s.Do("INFO", "stats")), "total_net_output_bytes:")
	count, _, _ := strings.Cut(rest, "\r")
	n, _ := strconv.Atoi(count)
	return n
}

func TestRest(t *testing.T) {
	for n, want := range map[int]time.Duration{0: fetchGap, 1000: fetchGap, fetchRate: time.Second, fetchRate / 2: time.Second / 2} {
		if got := (&reply{size: n}).rest(); got != want {
			t.Errorf("after %d bytes a key rests for %v, want %v", n, got, want)
		}
	}
}

func TestUnixSocket(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 1)
	url := "unix://" + server.Socket()
	r := sourcetest.Start(t, open(t, Options{URL: url + "?db=0", Keys: []string{"k"}}))
	r.Until("the window", func() bool { return r.Text(url+"?db=0 k") == "1 m1\n" })
	r.Stop()
}
