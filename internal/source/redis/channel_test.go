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

func TestConformChannel(t *testing.T) {
	server := redistest.Start(t)
	heard := func() bool { return fmt.Sprint(server.Do("PUBSUB", "NUMPAT")) != "0" }
	sourcetest.Conform(t, sourcetest.Case{
		New: func(t *testing.T) source.Source {
			return open(t, Options{URL: server.URL, Channels: []string{"c"}})
		},
		Feed: func(t *testing.T) {
			sourcetest.Eventually(t, "somebody who hears it", heard)
			server.Do("PUBLISH", "c", "x")
		},
	})
}

func TestChannels(t *testing.T) {
	server := redistest.Start(t)
	fill(server, "k", 1)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Keys: []string{"k"}, Channels: []string{"news", "cpu:*", "cpu:w*", "*:w1", `odd\*`}, ID: "id"}))
	r.Until("the start", func() bool {
		return r.Noticed("listening to channels (names and patterns: 5)") && r.Noticed("connected to Redis")
	})
	for _, m := range [][2]string{
		{"news", "two\nlines"},
		{"news", ""},
		{"other", "unheard"},
		{"cpu:w1", "3.5"}, // matches three, and comes once
		{"cpu:w1", `{"id":"a","us":4}`},
		{"odd*", "x"},
		{"oddities", "unheard"},
		{"mem:w1", "9"},
	} {
		server.Do("PUBLISH", m[0], m[1])
	}
	for channel, want := range map[string]string{
		"news": "two\\nlines\n\n", "cpu:w1": "3.5\n{\"id\":\"a\",\"us\":4}\n", "odd*": "x\n", "mem:w1": "9\n",
	} {
		r.Until(channel, func() bool { return r.Text(server.URL+" "+channel) == want })
	}
	for series, want := range map[string]float64{"cpu:w1": 3.5, "cpu:w1.a.us": 4, "mem:w1": 9} {
		if got := r.Samples()[series]; len(got) != 1 || got[0].Value != want {
			t.Errorf("%s: %v, want %v", series, got, want)
		}
	}
	if labels := r.Labels(); slices.Contains(labels, server.URL+" other") || slices.Contains(labels, server.URL+" oddities") {
		t.Errorf("the labels are %q", labels)
	}
	r.Stop()
}

func TestChannelsGoOn(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Channels: []string{"c"}}))
	r.Until("the start", func() bool { return last(r).State == source.StateLive })
	again := func() (n int) {
		for _, n1 := range r.Notices() {
			if n1.Lost == source.Unknown && strings.Contains(n1.Text, "what was published on the channels between ") {
				n++
			}
		}
		return n
	}
	for i, breaks := range []func(){
		func() { server.Do("CLIENT", "KILL", "TYPE", "pubsub") },
		func() {
			server.Kill()
			r.Until("down", func() bool { return r.Noticed("not heard") })
			server.Restart()
		},
	} {
		breaks()
		r.Until("again", func() bool { return again() == i+1 && last(r).State == source.StateLive })
		server.Do("PUBLISH", "c", strconv.Itoa(i))
		r.Until("the message", func() bool { return strings.HasSuffix(r.Text(server.URL+" c"), strconv.Itoa(i)+"\n") })
	}
	r.Stop()
}

// TestChannelFlood publishes more than is read at a time, on more channels than
// have labels of their own, and a message of 10 MB.
func TestChannelFlood(t *testing.T) {
	server := redistest.Start(t)
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Channels: []string{"*"}}))
	r.Until("the start", func() bool { return r.Noticed("listening") })
	const script = `for i = 1, ARGV[1] do redis.call('publish', 'c', i) end
		for i = 1, 300 do redis.call('publish', 'many:' .. i, i) end`
	server.Do("EVAL", script, "0", "30000")
	var all, rest strings.Builder
	for i := 1; i <= 30_000; i++ {
		fmt.Fprintln(&all, i)
	}
	for i := maxChannels; i <= 300; i++ {
		fmt.Fprintf(&rest, "many:%d %d\n", i, i)
	}
	r.Until("all", func() bool { return r.Text(server.URL+" c") == all.String() })
	r.Until("what has no label", func() bool { return r.Text(server.URL+" *") == rest.String() })
	server.Do("PUBLISH", "c", strings.Repeat("x", 10<<20))
	r.Until("the large one", func() bool { return strings.HasSuffix(r.Text(server.URL+" c"), " bytes\n") })
	if !r.Noticed("a message of 10485760 bytes is cut") {
		t.Errorf("no word of a cut: %+v", r.Notices())
	}
	r.Stop()
}

// TestChannelsBehindSentinels kills the master: what is published on the next
// one is heard.
func TestChannelsBehindSentinels(t *testing.T) {
	t.Parallel()
	set := redistest.StartSentinels(t)
	r := sourcetest.Start(t, open(t, Options{URL: set.URL(), Channels: []string{"c"}}))
	heard := func(s *redistest.Server, text string) {
		t.Helper()
		r.Until(text, func() bool {
			if strings.HasSuffix(r.Text(set.URL()+" c"), text+"\n") {
				return true
			}
			_, _ = s.Try("PUBLISH", "c", text)
			return false
		})
	}
	heard(set.Master, "on the first")
	set.Master.Kill()
	r.Until("down", func() bool { return r.Noticed("are not heard") })
	heard(set.Replica, "on the next")
	r.Stop()
}
