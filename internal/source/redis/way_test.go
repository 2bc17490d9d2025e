//go:build unix

package redis

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestWays has servers that allow less and less.
func TestWays(t *testing.T) {
	server := redistest.Start(t, "--enable-debug-command", "yes")
	old := redistest.Start(t, "--rename-command", "HELLO", "", "--rename-command", "ZRANGE", "") // as before Redis 6
	const rights = " +zrange +type +scan"
	for user, more := range map[string]string{
		"blind":    "",
		"listener": " +psubscribe +config|get allchannels",
		"guesser":  " +psubscribe allchannels",
	} {
		command := "ACL SETUSER " + user + " on >" + secret + " ~*" + rights + more
		server.Do(strings.Fields(command)...)
	}
	tests := []struct {
		name, user, via, events string
		want                    string // of the notice
	}{
		{"all is allowed", "", "auto", "", "which announces changes by client tracking"},
		{"tracking is asked for", "", "tracking", "", "by client tracking"},
		{"tracking is refused", "listener", "auto", "Kzgxe", "which announces changes by keyspace notifications (no client tracking: "},
		{"notifications are on", "", "notify", "KA", "which announces changes by keyspace notifications"},
		{"notifications are off", "listener", "auto", "", `up to 10 times a second (no client tracking: NOPERM `},
		{"notifications of other things", "listener", "auto", "Ez", `no keyspace notifications: notify-keyspace-events is "zE"`},
		{"nobody says whether they are on", "guesser", "auto", "Kzgxe", "does not say whether"},
		{"nobody says that they are off", "guesser", "auto", "", "does not say whether"},
		{"nothing is allowed", "blind", "auto", "Kzgxe", "up to 10 times a second"},
		{"polling is asked for", "", "poll", "Kzgxe", "up to 10 times a second"},
		{"an old server", "old", "auto", "Kzgxe", "no client tracking: the server does not offer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := server
			o := Options{URL: server.URL, Password: secret, Via: tt.via}
			switch tt.user {
			case "":
				o.Password = ""
			case "old":
				server = old
				o.URL, o.Password = old.URL, ""
			default:
				o.URL = "redis://" + tt.user + "@" + server.Addr
			}
			o.Keys = []string{"k", `odd\[k\]`}
			server.Do("FLUSHALL")
			server.Do("CONFIG", "SET", "notify-keyspace-events", tt.events)
			fill(server, "k", 3)
			r := sourcetest.Start(t, open(t, o))
			r.Until("connected", func() bool { return r.Noticed("connected to Redis") })
			if !r.Noticed(tt.want) {
				t.Errorf("the notice is %+v, want %q", last(r), tt.want)
			}
			for i, change := range [][]string{
				{"ZADD", "k", "7", "a"}, {"ZADD", "odd[k]", "1", "b"}, {"ZREM", "k", "m3"}, {"DEL", "odd[k]"}, {"RENAME", "k", "odd[k]"},
			} {
				server.Do(change...)
				for _, key := range []string{"k", "odd[k]"} {
					r.Until(fmt.Sprint("change ", i), func() bool { return settled(server, r, key, 100) })
				}
			}
			if proven := r.Noticed("does announce changes by keyspace notifications"); proven != (tt.user == "guesser" && tt.events != "") {
				t.Errorf("said that notifications come: %v", proven)
			}
			wantNoSecret(t, r)
			r.Stop()
		})
	}
}

// TestOncePerFrame writes as fast as it can, and counts the fetches.
func TestOncePerFrame(t *testing.T) {
	server := redistest.Start(t, "--notify-keyspace-events", "Kzgxe")
	for _, o := range []Options{
		{Via: "tracking", Keys: []string{"k"}},
		{Via: "tracking", Keys: []string{"k*"}},
		{Via: "notify", Keys: []string{"k"}},
		{Via: "poll", Keys: []string{"k"}},
	} {
		t.Run(o.Via+" "+o.Keys[0], func(t *testing.T) {
			server.Do("FLUSHALL")
			fill(server, "k", 3)
			o.URL = server.URL
			r := sourcetest.Start(t, open(t, o))
			r.Until("connected", func() bool { return r.Noticed("connected") })
			conn := server.Dial()
			defer conn.Close()
			before, began, writes := calls(server, "zrange"), time.Now(), 0
			for enough := false; !enough; writes++ {
				conn.Do("ZADD", "k", strconv.Itoa(writes), "a")
				took := time.Since(began)
				enough = took > sourcetest.Patience || took > 300*time.Millisecond && calls(server, "zrange") > before
			}
			n, most := calls(server, "zrange")-before, int(time.Since(began)/fetchGap)+2
			if o.Via == "poll" {
				most = int(time.Since(began)*pollRate/time.Second) + 2
			}
			if n > most || n == 0 {
				t.Errorf("%d fetches for %d writes, want at most %d", n, writes, most)
			}
			r.Until("the end", func() bool { return settled(server, r, "k", 100) })
			r.Stop()
		})
	}
}

// TestWayChanges takes the right to track away from one who had it.
func TestWayChanges(t *testing.T) {
	server := redistest.Start(t)
	server.Do("ACL", "SETUSER", "u", "on", ">"+secret, "~*", "+zrange", "+client|tracking")
	fill(server, "k", 3)
	r := sourcetest.Start(t, open(t, Options{URL: "redis://u@" + server.Addr, Password: secret, Keys: []string{"k"}}))
	r.Until("connected", func() bool { return r.Noticed("by client tracking") })
	server.Do("ACL", "SETUSER", "u", "-client|tracking")
	server.Do("CLIENT", "KILL", "USER", "u")
	r.Until("the other way", func() bool { return r.Noticed("up to 10 times a second") })
	server.Do("ZADD", "k", "9", "x")
	r.Until("the change", func() bool { return settled(server, r, "k", 100) })
	r.Stop()
}

// TestNotificationsAreLost kills the connection of a source that lives by them.
func TestNotificationsAreLost(t *testing.T) {
	server := redistest.Start(t, "--notify-keyspace-events", "Kzgxe")
	fill(server, "k", 3)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Via: "notify"}))
	r.Until("the window", func() bool { return r.Noticed("connected") })
	server.Do("CLIENT", "KILL", "TYPE", "pubsub")
	server.Do("ZADD", "k", "9", "missed")
	r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
	server.Do("ZADD", "k", "10", "seen")
	r.Until("the next", func() bool { return settled(server, r, "k", 100) })
	r.Stop()
}

// TestPollRest sweeps how long a polled key rests.
func TestPollRest(t *testing.T) {
	at := time.Unix(0, 0)
	k := &key{}
	var got []time.Duration
	for range 5 {
		k.rest(&reply{}, at, 0, false, true)
		got = append(got, k.next.Sub(at))
	}
	k.rest(&reply{}, at, 0, true, true)
	got = append(got, k.next.Sub(at))
	k.rest(&reply{}, at, 20*time.Millisecond, true, true) // dear
	got = append(got, k.next.Sub(at))
	if want := "[100ms 200ms 400ms 500ms 500ms 100ms 400ms]"; fmt.Sprint(got) != want {
		t.Errorf("a polled key rests %v, want %s", got, want)
	}
	if k.rest(&reply{}, at, time.Second, false, false); k.next.Sub(at) != fetchGap {
		t.Errorf("an announced key rests %v", k.next.Sub(at))
	}
}

// TestFloodRest has a key rest longer after nothing was left of its window.
func TestFloodRest(t *testing.T) {
	at := time.Unix(0, 0)
	z := newZset(view{window: 2})
	z.holds = z
	for _, step := range []struct {
		set  []string
		want time.Duration
	}{
		{[]string{"2 b", "1 a"}, fetchGap},
		{[]string{"4 d", "3 c"}, floodGap},
		{[]string{"5 e", "4 d"}, fetchGap},
		{[]string{"7 g", "6 f"}, floodGap},
		{[]string{"7 g", "6 f"}, fetchGap},
	} {
		r := reply{scores: scored(step.set...)}
		z.key.update(r, at, false)
		if z.rest(&r, at, 0, true, false); z.next.Sub(at) != step.want {
			t.Errorf("after %v a key rests %v, want %v", step.set, z.next.Sub(at), step.want)
		}
	}
}
