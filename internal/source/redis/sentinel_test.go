//go:build unix

package redis

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestSentinelNamesAnother has a Sentinel that calls another server the master
// while the first is there and well.
func TestSentinelNamesAnother(t *testing.T) {
	first, second := redistest.Start(t), redistest.Start(t)
	fill(first, "k", 3)
	fill(second, "k", 4)
	var now atomic.Pointer[redistest.Server]
	now.Store(first)
	addr := answering(t, func(command string) string {
		if !strings.Contains(command, "GET-MASTER-ADDR-BY-NAME") {
			return hello
		}
		host, port, _ := strings.Cut(now.Load().Addr, ":")
		return fmt.Sprintf("*2\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n", len(host), host, len(port), port)
	})
	r := sourcetest.Start(t, open(t, Options{URL: "redis+sentinel://" + addr + "/main", Keys: []string{"k"}}))
	r.Until("the first", func() bool { return settled(first, r, "k", 100) && r.Noticed("connected") })
	now.Store(second)
	r.Until("the second", func() bool { return settled(second, r, "k", 100) })
	if !r.Noticed("the Sentinels have made " + second.Addr + " the master") {
		t.Errorf("the notices are %+v", r.Notices())
	}
	r.Stop()
}

func TestSentinel(t *testing.T) {
	t.Parallel()
	s := redistest.StartSentinels(t, "--requirepass", secret, "--masterauth", secret)
	fill(s.Master, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: s.URL(), Password: secret, Keys: []string{"k"}}))
	r.Until("the window", func() bool { return settled(s.Master, r, "k", 100) && r.Noticed("connected to Redis") })

	// The master is replaced while it lives.
	sourcetest.Eventually(t, "the order", func() bool {
		_, err := s.Watchers[0].Try("SENTINEL", "FAILOVER", redistest.MasterName)
		return err == nil
	})
	write(t, s.Replica, "ZADD", "k", "9", "replaced")
	r.Until("the replica", func() bool { return settled(s.Replica, r, "k", 100) && r.Noticed("back after ") })
	sourcetest.Eventually(t, "the old master's obedience", func() bool {
		info, err := s.Master.Try("INFO", "replication")
		return err == nil && strings.Contains(fmt.Sprint(info), "master_link_status:up")
	})

	// And the new one dies.
	s.Watchers[0].Kill() // the others know too
	s.Replica.Kill()
	r.Until("down", func() bool { down, _ := countDown(r); return down == 2 })
	write(t, s.Master, "ZADD", "k", "10", "after")
	r.Until("the first master again", func() bool { _, back := countDown(r); return back == 2 && settled(s.Master, r, "k", 100) })
	if got := lines(r, s.URL()+"/0 k"); len(got) != 7 || got[5] != "9 replaced" || got[6] != "10 after" {
		t.Errorf("the lines are %q", got)
	}
	wantNoSecret(t, r)
	r.Stop()

	t.Run("no such master", func(t *testing.T) {
		url := strings.TrimSuffix(s.URL(), redistest.MasterName) + "other"
		r := sourcetest.Start(t, open(t, Options{URL: url, Keys: []string{"k"}}))
		r.Until("down", func() bool { return r.Noticed(`it knows of no master "other"`) })
		r.Stop()
	})
	t.Run("taken for the server", func(t *testing.T) {
		r := sourcetest.Start(t, open(t, Options{URL: s.Watchers[1].URL, Keys: []string{"k"}}))
		if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "that is a Sentinel") {
			t.Errorf("the error is %v", err)
		}
	})
}
