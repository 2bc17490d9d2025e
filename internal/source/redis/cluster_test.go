//go:build unix

package redis

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestSlots(t *testing.T) {
	// From the cluster specification: CRC16 of 123456789, and hash tags.
	if got := crc16("123456789"); got != 0x31C3 {
		t.Errorf("crc16 is %#x, want 0x31c3", got)
	}
	for _, pair := range [][2]string{{"{user1000}.following", "user1000"}, {"foo{}{bar}", "foo{}{bar}"}, {"foo{{bar}}zap", "{bar"}, {"foo{bar}{zap}", "bar"}, {"a{b", "a{b"}} {
		if a, b := slotOf(pair[0]), int(crc16(pair[1])%slots); a != b {
			t.Errorf("%q is in slot %d, want that of %q, %d", pair[0], a, pair[1], b)
		}
	}
}

// keyOf returns a key that a master has.
func keyOf(c *redistest.Cluster, prefix string, master int) string {
	for i := 0; ; i++ {
		if key := prefix + strconv.Itoa(i); c.Owner(key) == master {
			return key
		}
	}
}

// TestCluster goes through what may happen to a cluster, one after the other:
// starting one takes longer than most of it.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, 3)
	var keys, found []string
	for i := range c.Masters {
		keys = append(keys, keyOf(c, "k", i))
		found = append(found, keyOf(c, "found:", i))
		if got, want := slotOf(keys[i]), c.Masters[i].Do("CLUSTER", "KEYSLOT", keys[i]); int64(got) != want {
			t.Fatalf("%s is in slot %d, the server says %v", keys[i], got, want)
		}
		fill(c.Masters[i], keys[i], 5)
	}
	owner := append([]*redistest.Server(nil), c.Masters...)
	// One Run knows the cluster by its URL, one finds out that it is one.
	r := sourcetest.Start(t, open(t, Options{URL: c.URL(), Keys: append(keys[:3:3], "found:*")}))
	plain := sourcetest.Start(t, open(t, Options{URL: c.Masters[1].URL, Keys: keys}))
	same := func(what string) {
		t.Helper()
		for i, key := range keys {
			r.Until(what+": "+key, func() bool { return settled(owner[i], r, key, 100) && settled(owner[i], plain, key, 100) })
		}
	}
	r.Until("connected", func() bool { return r.Noticed("connected to Redis") && plain.Noticed("connected to Redis") })
	same("the start")
	for i, s := range owner {
		s.Do("ZINCRBY", keys[i], "10", "m1")
		s.Do("ZADD", found[i], "1", "a")
		r.Until(found[i], func() bool { return settled(s, r, found[i], 100) })
	}
	same("changes")

	for url, want := range map[string]string{
		c.Masters[0].URL + "/1":           "a cluster has no other database",
		"unix://" + c.Masters[0].Socket(): "use redis+cluster://",
	} {
		refused := sourcetest.Start(t, open(t, Options{URL: url, Keys: keys}))
		if err := refused.Wait(); err == nil || !strings.Contains(err.Error(), want) || !isPermanent(t, err) {
			t.Errorf("%s: %v, want %q", url, err, want)
		}
	}

	t.Run("a slot moves", func(t *testing.T) {
		from, to := owner[0], owner[1]
		id := func(s *redistest.Server) string { return s.Do("CLUSTER", "MYID").(string) }
		slot := strconv.Itoa(slotOf(keys[0]))
		to.Do("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from))
		from.Do("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to))
		host, port, _ := strings.Cut(to.Addr, ":")
		from.Do("MIGRATE", host, port, keys[0], "0", "5000")
		// It is at the new node, which answers for it only when asked to.
		conn := to.Dial()
		defer conn.Close()
		conn.Do("ASKING")
		conn.Do("ZADD", keys[0], "77", "on the way")
		r.Until("the member on the way", func() bool {
			tab, _ := r.Table(keys[0])
			return len(tab.Rows) == 6 && tab.Rows[0].ID == "on the way"
		})
		for _, s := range owner {
			s.Do("CLUSTER", "SETSLOT", slot, "NODE", id(to))
		}
		owner[0] = to
		to.Do("ZADD", keys[0], "78", "moved")
		same("after the move")
		if r.Noticed("key " + keys[0] + " is gone") {
			t.Error("the key was said to be gone")
		}
	})
	t.Run("a master dies", func(t *testing.T) {
		owner[2].Kill()
		r.Until("down", func() bool { return r.Noticed("node " + c.Masters[2].Addr + " of ") })
		owner[1].Do("ZADD", keys[1], "50", "others go on")
		r.Until("the others", func() bool { return settled(owner[1], r, keys[1], 100) })
		owner[2] = c.Replicas[2]
		write(t, owner[2], "ZADD", keys[2], "99", "after")
		same("after the failover")
		r.Until("back", func() bool { return r.Noticed("with other nodes of the cluster") })
		owner[2].Do("ZADD", found[2], "2", "b")
		r.Until(found[2], func() bool { return settled(owner[2], r, found[2], 100) })
	})
	t.Run("a master steps back", func(t *testing.T) {
		c.Replicas[1].Do("CLUSTER", "FAILOVER")
		write(t, c.Replicas[1], "ZADD", keys[1], "60", "after the order")
		owner[0], owner[1] = c.Replicas[1], c.Replicas[1]
		same("after the order")
	})
	t.Run("a master freezes", func(t *testing.T) {
		frozen := c.Replicas[1]
		sourcetest.Eventually(t, "the data on its replica", func() bool {
			info, err := c.Masters[1].Try("INFO", "replication")
			return err == nil && strings.Contains(fmt.Sprint(info), "master_link_status:up")
		})
		frozen.Stop()
		defer frozen.Cont()
		write(t, c.Masters[1], "ZADD", keys[1], "70", "while it is frozen")
		owner[0], owner[1] = c.Masters[1], c.Masters[1]
		same("after the freeze")
	})
	for _, key := range keys { // no line twice
		seen := map[string]bool{}
		for _, line := range lines(r, c.URL()+"/0 "+key) {
			if seen[line] {
				t.Errorf("%s: %q came twice", key, line)
			}
			seen[line] = true
		}
	}
	r.Stop()
	plain.Stop()
}

// write sends a command until the server, which may not be the master yet,
// takes it.
func write(t *testing.T, s *redistest.Server, command ...string) {
	t.Helper()
	sourcetest.Eventually(t, "a write", func() bool {
		_, err := s.Try(command...)
		return err == nil
	})
}
