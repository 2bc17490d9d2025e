//go:build unix

package redis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// follow returns a recorder of a source whose replication stream has begun.
func follow(t *testing.T, o Options) *sourcetest.Recorder {
	t.Helper()
	o.Via = "replica"
	r := sourcetest.Start(t, open(t, o))
	r.Until("the stream", func() bool { return r.Noticed("the replication stream has begun") })
	if !r.Noticed("WAIT and min-replicas-to-write count rtwatch") {
		t.Error("there was no warning")
	}
	return r
}

// pour adds n members to key in a pipeline, and returns the lines they make.
func pour(t *testing.T, conn *redistest.Conn, key, prefix string, n int) []string {
	t.Helper()
	want := make([]string, n)
	for i := range n {
		member := prefix + strconv.Itoa(i)
		conn.Queue("ZADD", key, strconv.Itoa(i), member)
		want[i] = strconv.Itoa(i) + " " + member
	}
	for range n {
		if _, err := conn.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	return want
}

// wantLines waits until the lines of a label are these, each once and in order.
func wantLines(t *testing.T, r *sourcetest.Recorder, label string, want []string) {
	t.Helper()
	r.Until("the lines", func() bool { return strings.Count(r.Text(label), "\n") >= len(want) })
	got := lines(r, label)
	if slices.Equal(got, want) {
		return
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%d lines, want %d; line %d is %.60q, want %.60q", len(got), len(want), i, got[i], want[i])
		}
	}
	t.Fatalf("%d lines, want %d", len(got), len(want))
}

func TestReplicationLosesNothing(t *testing.T) {
	for _, diskless := range []string{"yes", "no"} {
		t.Run("diskless="+diskless, func(t *testing.T) {
			server := redistest.Start(t, "--repl-diskless-sync", diskless, "--repl-diskless-sync-delay", "0")
			fill(server, "k", 3)
			r := follow(t, Options{URL: server.URL, Keys: []string{"k"}, Window: 10})
			r.Until("the window", func() bool { return settled(server, r, "k", 10) })
			conn := server.Dial()
			defer conn.Close()
			want := append([]string{"1 m1", "2 m2", "3 m3"}, pour(t, conn, "k", "x", 50_000)...)
			wantLines(t, r, server.URL+"/0 k", want)
			r.Until("the table", func() bool { return settled(server, r, "k", 10) })
			r.Stop()
		})
	}
}

func TestReplicationConforms(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	n := 0
	sourcetest.Conform(t, sourcetest.Case{
		New: func(t *testing.T) source.Source {
			return open(t, Options{URL: server.URL, Keys: []string{"k"}, Via: "replica"})
		},
		Feed: func(*testing.T) { n++; server.Do("ZADD", "k", strconv.Itoa(n), "m"+strconv.Itoa(n)) },
	})
}

// TestReplicationOfReplica follows a server that is a replica itself.
func TestReplicationOfReplica(t *testing.T) {
	master := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0", "--replicaof", strings.ReplaceAll(master.Addr, ":", " "))
	r := follow(t, Options{URL: server.URL, Keys: []string{"k"}})
	conn := master.Dial()
	defer conn.Close()
	wantLines(t, r, server.URL+"/0 k", pour(t, conn, "k", "x", 100))
	r.Stop()
}

func TestReplicationShowsWhatIsWritten(t *testing.T) {
	server := redistest.Start(t, "--repl-diskless-sync-delay", "0")
	server.Do("ZADD", "k", "1", "m")
	r := follow(t, Options{URL: server.URL, Keys: []string{"k", "new*"}})
	label := server.URL + "/0 k"
	conn := server.Dial()
	defer conn.Close()
	want := []string{"1 m"}
	inTransaction := false
	for _, step := range []struct {
		command string
		lines   string
	}{
		{"ZADD k 2 a 3 b", "2 a,3 b"},
		{"ZADD k NX 4 c", "4 c"},
		{"zadd k xx gt ch 5 c", "5 c"},
		{"ZADD k LT 1 c", "1 c"},
		{"ZADD k INCR 1.5 c", "+1.5 c"},
		{"ZINCRBY k -2 c", "-2 c"},
		{"ZADD k inf d -inf e 1e3 f 0x10 g", "inf d,-inf e,1000 f,16 g"},
		{"ZADD k 2 a", ""}, // changes nothing
		{"ZREM k a", ""},
		{"ZPOPMIN k", ""},
		{"ZPOPMAX k 1", ""},
		{"ZREMRANGEBYRANK k 0 0", ""},
		{"SELECT 1", ""},
		{"ZADD k 7 elsewhere", ""},
		{"SELECT 0", ""},
		{"MULTI", ""},
		{"ZADD k 8 h", ""},
		{"ZADD k 9 i", ""},
		{"EXEC", "8 h,9 i"},
		{"COPY k new1", ""},
		{"ZUNIONSTORE k 1 new1 WEIGHTS 2", ""},
		{"RENAME k l", ""},
		{"ZADD k 1 back", "1 back"},
		{"RENAME l k", ""},
		{"ZRANGESTORE k new1 0 1", ""},
		{"GEOADD k 13.3 38.1 Palermo", "3479076843417631 Palermo"},
		{"SELECT 1", ""},
		{"COPY elsewhere k DB 0", ""}, // there is no such key
		{"COPY k k DB 0 REPLACE", ""},
		{"ZADD new8 1 moved", ""},
		{"MOVE new8 0", ""},
		{"SELECT 0", ""},
		{"SWAPDB 0 1", ""},
		{"SWAPDB 0 1", ""},
		{"COPY k k DB 2", ""},
		{"MOVE k 3", ""},
		{"RESTORE k 0 DUMP", ""},
		{"SET k text", "text"},
		{"DEL k", ""},
		{"SORT new1 BY nosort STORE sorted", ""},
		{"ZADD k 1 x", "1 x"},
		{"PEXPIRE k 1", ""},
		{"ZADD k 2 y", "2 y"},
		{"FLUSHDB", ""},
		{"ZADD new2 1 n", ""},
		{"FLUSHALL", ""},
	} {
		args := strings.Fields(step.command)
		if i := slices.Index(args, "DUMP"); i > 0 {
			args[i] = fmt.Sprint(conn.Do("DUMP", "new1"))
		}
		conn.Do(args...)
		if step.lines != "" {
			want = append(want, strings.Split(step.lines, ",")...)
		}
		if args[0] == "PEXPIRE" {
			r.Until("it expires", func() bool { return server.Do("EXISTS", "k") == int64(0) })
		}
		if step.command == "MULTI" || inTransaction && step.command != "EXEC" {
			inTransaction = true
			continue
		}
		inTransaction = false
		if args[0] == "SET" {
			r.Until("it is a text", func() bool { return r.Noticed("key k is a string now") })
			continue
		}
		for _, key := range []string{"k", "new1", "new2", "new8"} {
			r.Until(step.command, func() bool { return settled(server, r, key, 100) })
		}
	}
	wantLines(t, r, label, want)
	wantLines(t, r, server.URL+"/0 new2", []string{"1 n"})
	r.Stop()
}
