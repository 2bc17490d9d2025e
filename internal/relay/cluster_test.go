//go:build unix

package relay

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/exchange/exchangetest"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// holder returns the node that has a key.
func holder(t *testing.T, nodes []*redistest.Server, key string) *redistest.Server {
	t.Helper()
	for _, n := range nodes {
		for _, k := range n.Do("KEYS", "*").([]any) {
			if k == key {
				return n
			}
		}
	}
	t.Fatalf("no node has %s", key)
	return nil
}

// Hosts are spread over a Cluster, each with all its keys on one node; what was
// sent while a node was frozen comes once.
func TestCluster(t *testing.T) {
	nodes := exchangetest.StartCluster(t, 3)
	on := map[*redistest.Server]bool{}
	for _, host := range []string{"web2", "web3", "web4", "web5"} {
		p := push(t, nodes[0].URL, Options{Host: host})
		p.lines(0, 1000)
		p.end()
		on[holder(t, nodes, "rtwatch:{"+host+"}:lines:a.log")] = true
	}
	if len(on) < 2 {
		t.Errorf("all hosts are on one node of three")
	}
	p := push(t, nodes[1].URL, Options{})
	p.lines(0, 20000)
	p.says("sends to")
	n := func() *redistest.Server {
		sourcetest.Eventually(t, "the first lines", func() bool {
			for _, n := range nodes {
				if len(n.Do("KEYS", streamKey).([]any)) > 0 {
					return true
				}
			}
			return false
		})
		return holder(t, nodes, streamKey)
	}()
	n.Stop()
	p.lines(20000, 30000)
	p.says("is down")
	n.Cont()
	p.end()
	wantText(t, n, want(0, 30000))
}

// A slot that moves to another node while its host sends: nothing is missed.
func TestSlotMoves(t *testing.T) {
	nodes := exchangetest.StartCluster(t, 2)
	p := push(t, nodes[0].URL, Options{})
	p.lines(0, 1000)
	has := func(key string) *redistest.Server {
		for _, n := range nodes {
			if len(n.Do("KEYS", key).([]any)) > 0 {
				return n
			}
		}
		return nil
	}
	sourcetest.Eventually(t, "the first lines", func() bool { return has(streamKey) != nil })
	from := has(streamKey)
	to := nodes[0]
	if from == to {
		to = nodes[1]
	}
	slot := fmt.Sprint(from.Do("CLUSTER", "KEYSLOT", streamKey))
	fromID, toID := from.Do("CLUSTER", "MYID").(string), to.Do("CLUSTER", "MYID").(string)
	to.Do("CLUSTER", "SETSLOT", slot, "IMPORTING", fromID)
	from.Do("CLUSTER", "SETSLOT", slot, "MIGRATING", toID)
	p.lines(1000, 2000)
	host, port, err := net.SplitHostPort(to.Addr)
	if err != nil {
		t.Fatal(err)
	}
	for {
		keys := from.Do("CLUSTER", "GETKEYSINSLOT", slot, "1").([]any)
		if len(keys) == 0 {
			break
		}
		from.Do("MIGRATE", host, port, keys[0].(string), "0", "5000")
	}
	p.lines(2000, 3000)
	to.Do("CLUSTER", "SETSLOT", slot, "NODE", toID)
	from.Do("CLUSTER", "SETSLOT", slot, "NODE", toID)
	p.lines(3000, 4000)
	p.end()
	wantText(t, to, want(0, 4000))
}

// A replica takes over from the node that push was told of, which has the
// host's keys and stays away: push goes on at the new one.
func TestFailover(t *testing.T) {
	c := redistest.StartCluster(t, 3)
	n := c.Owner(streamKey)
	p := push(t, c.Masters[n].URL, Options{})
	p.lines(0, 1000)
	sourcetest.Eventually(t, "the first lines", func() bool { return strings.Contains(fmt.Sprint(c.Replicas[n].Do("KEYS", "*")), streamKey) })
	c.Masters[n].Kill()
	p.lines(1000, 3000)
	p.says("is down")
	p.says("back after")
	p.lines(3000, 4000)
	p.end()
	if got := written(t, c.Replicas[n]); !strings.HasSuffix(got, want(1000, 4000)) {
		t.Errorf("after the failover %d bytes are there, want the last %d; said %q", len(got), len(want(1000, 4000)), p.all())
	}
}

// What Sentinels guard is looked for anew where the connection is lost.
func TestSentinelFailover(t *testing.T) {
	s := redistest.StartSentinels(t)
	p := push(t, s.URL(), Options{})
	p.lines(0, 1000)
	sourcetest.Eventually(t, "the first lines", func() bool { return strings.Contains(fmt.Sprint(s.Replica.Do("KEYS", "*")), streamKey) })
	s.Master.Kill()
	p.lines(1000, 3000)
	p.says("back after")
	p.end()
	if got := written(t, s.Replica); !strings.HasSuffix(got, want(1000, 3000)) {
		t.Errorf("after the failover %d bytes are there, want the last %d; said %q", len(got), len(want(1000, 3000)), p.all())
	}
}
