//go:build unix

// Package exchangetest starts Redis Clusters for tests.
package exchangetest

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// slots is how many a Cluster has.
const slots = 16384

// patience is how long the nodes may take to find each other.
const patience = time.Minute

// StartCluster starts n nodes without replicas, and returns when all of them
// know all slots.
func StartCluster(t testing.TB, n int) []*redistest.Server {
	t.Helper()
	nodes := make([]*redistest.Server, n)
	for i := range nodes {
		nodes[i] = redistest.Start(t, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
		nodes[i].Do("CLUSTER", "ADDSLOTSRANGE", fmt.Sprint(i*slots/n), fmt.Sprint((i+1)*slots/n-1))
	}
	for _, node := range nodes[1:] {
		host, port, err := net.SplitHostPort(node.Addr)
		if err != nil {
			t.Fatal(err)
		}
		nodes[0].Do("CLUSTER", "MEET", host, port)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; <-tick.C {
		ready := 0
		for _, node := range nodes {
			info := fmt.Sprint(node.Do("CLUSTER", "INFO"))
			if strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprintf("cluster_slots_ok:%d", slots)) && strings.Contains(info, fmt.Sprintf("cluster_known_nodes:%d\r", n)) {
				ready++
			}
		}
		if ready == n {
			return nodes
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d nodes are ready after %v", ready, n, patience)
		}
	}
}
