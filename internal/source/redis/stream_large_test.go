//go:build unix

package redis

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestStreamOfTooLargeEntries has a server that answers with more than may be
// held, until it is asked for one entry at a time.
func TestStreamOfTooLargeEntries(t *testing.T) {
	addr := answering(t, func(command string) string {
		switch {
		case strings.Contains(command, "TRACKING"):
			return "+OK\r\n"
		case strings.Contains(command, "XINFO"):
			return "%3\r\n$6\r\nlength\r\n:1\r\n$17\r\nlast-generated-id\r\n$3\r\n1-0\r\n$10\r\nlast-entry\r\n*2\r\n$3\r\n1-0\r\n*0\r\n"
		case strings.Contains(command, "XRANGE") && !strings.Contains(command, "COUNT\r\n$1\r\n1\r\n"):
			return "*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$536870912\r\n"
		case strings.Contains(command, "XRANGE") && strings.Contains(command, "0-1\r\n"):
			return "*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n"
		case strings.Contains(command, "XRANGE"):
			return "*0\r\n"
		}
		return hello
	})
	r := sourcetest.Start(t, open(t, Options{URL: "redis://" + addr, Streams: []string{"s"}}))
	r.Until("the entry", func() bool { return r.Text("redis://"+addr+"/0 s") == "1-0 b\n" })
	if !r.Noticed("is down: it sends more than 512 MiB at once") {
		t.Errorf("the notices are %+v", r.Notices())
	}
	r.Stop()
}

func TestLargeStreams(t *testing.T) {
	server := redistest.Start(t)
	for range 10 {
		add(server, "long", 10_000)
	}
	conn := server.Dial()
	defer conn.Close()
	big := strings.Repeat("é", 5<<20) // 10 MiB
	for i := range 3 {
		conn.Do("XADD", "big", "*", "text", big)
		conn.Do("XADD", "big", "*", "i", strconv.Itoa(i), "text", big, "n", "7")
	}
	conn.Do("XADD", "big", "*", "i", "1", "j", "2")
	r := sourcetest.Start(t, open(t, Options{URL: server.URL, Streams: []string{"long", "big"}, From: "0"}))
	same(server, r, "long")
	label := server.URL + "/0 big"
	r.Until("the large ones", func() bool { return strings.HasSuffix(r.Text(label), " i=1 j=2\n") })
	for i, line := range lines(r, label)[:6] {
		if len(line) > source.MaxHeld || !strings.HasSuffix(line, " bytes") {
			t.Errorf("line %d of %d bytes ends in %q", i, len(line), line[len(line)-30:])
		}
	}
	if n := len(lines(r, label)); n != 7 {
		t.Errorf("%d lines, want 7", n)
	}
	if n := len(r.Samples()["big.n"]); n != 3 {
		t.Errorf("%d samples, want 3", n)
	}
	conn.Do("XADD", "big", "*", "i", "3", "j", "4")
	r.Until("the next", func() bool { return strings.HasSuffix(r.Text(label), " i=3 j=4\n") })
	r.Stop()
}
