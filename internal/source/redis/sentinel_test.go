//go:build unix

package redis

import (
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// within waits for a condition outside of what a Recorder records.
func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestSentinel(t *testing.T) {
	s := redistest.StartSentinels(t, "--requirepass", secret, "--masterauth", secret)
	fill(s.Master, "k", 5)
	r := sourcetest.Start(t, open(t, Options{URL: s.URL(), Password: secret, Keys: []string{"k"}}))
	r.Until("the window", func() bool { return settled(s.Master, r, "k", 100) && r.Noticed("connected to Redis") })

	s.Watchers[0].Kill() // the others know too
	s.Master.Kill()
	r.Until("down", func() bool { return r.Noticed(s.URL() + " is down: ") })
	write(t, s.Replica, "ZADD", "k", "9", "after")
	r.Until("the replica", func() bool { return settled(s.Replica, r, "k", 100) && r.Noticed("back after ") })
	if down, back := countDown(r); down != 1 || back != 1 {
		t.Errorf("%d notices of going, %d of coming: %+v", down, back, r.Notices())
	}
	if got := lines(r, s.URL()+"/0 k"); len(got) != 6 || got[5] != "9 after" {
		t.Errorf("the lines are %q", got)
	}
	wantNoSecret(t, r)

	// A master that is replaced while it lives.
	s.Master.Restart()
	within(t, "the old master's obedience", func() bool {
		return strings.Contains(s.Master.Do("INFO", "replication").(string), "master_link_status:up")
	})
	within(t, "the order", func() bool {
		conn := s.Watchers[1].Dial()
		defer conn.Close()
		conn.Queue("SENTINEL", "FAILOVER", redistest.MasterName)
		_, err := conn.Receive()
		return err == nil
	})
	write(t, s.Master, "ZADD", "k", "10", "again")
	r.Until("the first master again", func() bool { return settled(s.Master, r, "k", 100) })
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
