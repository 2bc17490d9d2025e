//go:build unix

package redis

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// hashed reports whether the last table sent of key is what HGETALL says.
func hashed(s *redistest.Server, r *sourcetest.Recorder, key string) bool {
	flat, _ := s.Do("HGETALL", key).([]any)
	table, ok := r.Table(key)
	if len(flat) == 0 {
		return !ok || table.Gone
	}
	if table.Gone || len(table.Rows) != len(flat)/2 {
		return false
	}
	want := map[string]string{}
	for i := 0; i < len(flat); i += 2 {
		want[fmt.Sprint(flat[i])] = fmt.Sprint(flat[i+1])
	}
	got := map[string]string{}
	for _, row := range table.Rows {
		got[row.Cells[0]] = row.Cells[1]
	}
	return maps.Equal(got, want)
}

func TestHash(t *testing.T) {
	server := redistest.Start(t, "--notify-keyspace-events", "KA", "--repl-diskless-sync-delay", "0")
	for _, via := range []string{"tracking", "notify", "poll", "replica"} {
		t.Run(via, func(t *testing.T) {
			server.Do("FLUSHALL")
			server.Do("HSET", "cpu:a", "us", "3.5", "sy", "1", "host", "web 1")
			server.Do("XADD", "cpu:log", "*", "a", "1")
			r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"cpu:a", "cpu:*"}, Via: via}))
			r.Until("the hash", func() bool { return hashed(server, r, "cpu:a") && r.Noticed("connected") })
			if !r.Noticed("left out: cpu:log (stream)") {
				t.Errorf("no word of the stream: %+v", r.Notices())
			}
			for i, change := range [][]string{
				{"HSET", "cpu:a", "us", "4", "new", "x"},
				{"HINCRBY", "cpu:a", "sy", "-3"},
				{"HDEL", "cpu:a", "host"},
				{"HSET", "cpu:a", "new", "y\nz"},
			} {
				server.Do(change...)
				r.Until(fmt.Sprint("change ", i), func() bool {
					table, _ := r.Table("cpu:a")
					if i == 3 {
						return slices.ContainsFunc(table.Rows, func(row source.Row) bool { return row.Cells[1] == `y\nz` })
					}
					return hashed(server, r, "cpu:a")
				})
			}
			want := "host=\"web 1\"\nsy=1\nus=3.5\nnew=x\nus=4\nsy=-2\nnew=\"y\\nz\"\n"
			if got := r.Text(server.URL + "/0 cpu:a"); got != want {
				t.Errorf("the lines are %q, want %q", got, want)
			}
			table, _ := r.Table("cpu:a")
			if got, want := cellsOf(table), "field|value|change\nnew|y\\nz|\nsy|-2|-3\nus|4|+0.5"; got != want {
				t.Errorf("the table is\n%s\nwant\n%s", got, want)
			}
			var samples []string
			for _, series := range slices.Sorted(maps.Keys(r.Samples())) {
				for _, s := range r.Samples()[series] {
					samples = append(samples, fmt.Sprintf("%s=%v", s.Series, s.Value))
				}
			}
			if got := strings.Join(samples, " "); got != "cpu:a.sy=1 cpu:a.sy=-2 cpu:a.us=3.5 cpu:a.us=4" {
				t.Errorf("the samples are %s", got)
			}
			server.Do("HSET", "cpu:b", "us", "1")
			if via != "poll" { // where a scan finds it
				r.Until("one that is found", func() bool { return hashed(server, r, "cpu:b") && r.Noticed("key cpu:b is there") })
			}
			server.Do("DEL", "cpu:a")
			r.Until("its end", func() bool { return hashed(server, r, "cpu:a") && r.Noticed("key cpu:a is gone") })
			r.Stop()
		})
	}
}

// TestTypeChanges lets one key be of one type after another.
func TestTypeChanges(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 2)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, ID: "id"}))
	r.Until("the sorted set", func() bool { return settled(server, r, "k", 100) })
	text := "1 m1\n2 m2\n"
	label := server.URL + "/0 k"
	steps := []struct {
		do           []string
		text, notice string
		table        func() bool
	}{
		{[]string{"SET", "k", "42"}, "42\n", "key k is a string now", func() bool { table, _ := r.Table("k"); return table.Gone }},
		{[]string{"EVAL", "redis.call('del', 'k') redis.call('hset', 'k', 'a', '1', 'b', 'x')", "0"}, "a=1\nb=x\n", "key k is a hash now", func() bool { return hashed(server, r, "k") }},
		{[]string{"EVAL", "redis.call('del', 'k') redis.call('zadd', 'k', 5, 'z')", "0"}, "5 z\n", "key k is a zset now", func() bool { return settled(server, r, "k", 100) }},
		{[]string{"EVAL", "redis.call('del', 'k') redis.call('xadd', 'k', '*', 'a', '1')", "0"}, "", "is no sorted set, hash or string but a stream; waiting for that to change (--streams shows it)", func() bool { table, _ := r.Table("k"); return table.Gone }},
		{[]string{"SET", "k", "7"}, "7\n", "key k is there", nil},
		{[]string{"SET", "k", ""}, "\n", "", nil},
		{[]string{"SET", "k", "many\nlines"}, "many\\nlines\n", "", nil},
		{[]string{"DEL", "k"}, "", "key k is gone", nil},
		{[]string{"SET", "k", `{"id":"a","v":{"w":3}}`}, `{"id":"a","v":{"w":3}}` + "\n", "", nil},
	}
	for _, step := range steps {
		server.Do(step.do...)
		text += step.text
		r.Until(fmt.Sprint(step.do), func() bool {
			return r.Text(label) == text && (step.notice == "" || r.Noticed(step.notice)) && (step.table == nil || step.table())
		})
	}
	for series, want := range map[string]int{"k": 2, "k.a": 1, "k.a.v.w": 1} {
		if got := len(r.Samples()[series]); got != want {
			t.Errorf("%d samples of %s, want %d", got, series, want)
		}
	}
	r.Stop()
}

func TestLargeHashesAndStrings(t *testing.T) {
	server := redistest.Start(t)
	const script = "for i = 1, ARGV[1] do redis.call('hset', KEYS[1], 'f' .. i, i) end"
	for name, n := range map[string]int{"fits": maxFields, "more": maxFields + 1, "most": 200_000} {
		server.Do("EVAL", script, "1", name, strconv.Itoa(n))
	}
	big := strings.Repeat("é", 5<<20) // 10 MiB
	server.Do("SET", "big", big)
	server.Do("HSET", "bighash", "a", big, "b", "1")
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"fits", "more", "most", "big", "bighash"}}))
	r.Until("the start", func() bool { return r.Noticed("connected") && hashed(server, r, "fits") })
	for name, told := range map[string]bool{"fits": false, "more": true, "most": true} {
		if r.Noticed("key "+name+": it has more than 1000 fields; only some 1000 are shown") != told {
			t.Errorf("%s: %+v", name, r.Notices())
		}
		if table, _ := r.Table(name); len(table.Rows) != maxFields {
			t.Errorf("%s: %d rows", name, len(table.Rows))
		}
	}
	if line := r.Text(server.URL + "/0 big"); len(line) < maxText || len(line) > maxText+10 || !strings.HasSuffix(line, " …\n") {
		t.Errorf("a line of %d bytes", len(line))
	}
	if line := lines(r, server.URL+"/0 bighash")[0]; !strings.HasSuffix(line, " bytes") || len(line) > 64<<10 {
		t.Errorf("a line of %d bytes", len(line))
	}
	before := written(server)
	server.Do("HSET", "most", "f1", "-1")
	server.Do("APPEND", "big", "x")
	server.Do("HSET", "fits", "f1", "-1")
	r.Until("the change", func() bool { return hashed(server, r, "fits") })
	if n := written(server) - before; n > 1<<20 {
		t.Errorf("three changes cost %d bytes", n)
	}
	r.Stop()
}

// TestPartlyAnnounced has notifications of sorted sets alone: others are polled.
func TestPartlyAnnounced(t *testing.T) {
	server := redistest.Start(t, "--notify-keyspace-events", "Kz")
	fill(server, "z", 1)
	server.Do("HSET", "h", "a", "1")
	add(server, "s", 1)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"z", "h"}, Streams: []string{"s"}, Via: "notify"}))
	r.Until("the start", func() bool { return r.Noticed("connected") })
	server.Do("ZADD", "z", "7", "b")
	server.Do("HSET", "h", "a", "2")
	add(server, "s", 2)
	r.Until("the changes", func() bool { return settled(server, r, "z", 100) && hashed(server, r, "h") })
	same(server, r, "s")
	r.Stop()
}
