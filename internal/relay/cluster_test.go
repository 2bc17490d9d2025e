//go:build unix

package relay

import (
	"testing"

	"github.com/rtwatch/rtwatch/internal/exchange/exchangetest"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
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
		eventually(t, "the first lines", func() bool {
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
