//go:build unix

package redistest

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// clusterSlots is how many slots a cluster has.
const clusterSlots = 16384

// Cluster is a Redis Cluster that ends with its test: masters that share the
// slots evenly, and a replica of each.
type Cluster struct {
	Masters, Replicas []*Server // as they were at the start: replica i is of master i
	t                 testing.TB
}

// StartCluster runs a cluster of so many masters. A master that is gone is
// replaced after some two seconds.
func StartCluster(t testing.TB, masters int) *Cluster {
	t.Helper()
	c := &Cluster{t: t}
	node := func() *Server {
		return Start(t, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
			"--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0")
	}
	for range masters {
		c.Masters, c.Replicas = append(c.Masters, node()), append(c.Replicas, node())
	}
	share := clusterSlots / masters
	for i, s := range c.Masters {
		last := (i+1)*share - 1
		if i == masters-1 {
			last = clusterSlots - 1
		}
		s.Do("CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(i*share), strconv.Itoa(last))
		s.Do("CLUSTER", "SET-CONFIG-EPOCH", strconv.Itoa(i+1))
	}
	first := c.Masters[0]
	for _, s := range c.all()[1:] {
		host, port, err := net.SplitHostPort(first.Addr)
		if err != nil {
			t.Fatal(err)
		}
		s.Do("CLUSTER", "MEET", host, port)
	}
	c.until("the nodes know each other", func(s *Server) bool {
		return strings.Contains(text(s.Do("CLUSTER", "INFO")), "cluster_known_nodes:"+strconv.Itoa(2*masters)+"\r\n")
	})
	for i, s := range c.Replicas {
		id := text(c.Masters[i].Do("CLUSTER", "MYID"))
		c.until("a replica knows its master", func(*Server) bool {
			_, err := s.Try("CLUSTER", "REPLICATE", id)
			return err == nil
		})
	}
	c.until("the cluster is well", func(s *Server) bool {
		return strings.Contains(text(s.Do("CLUSTER", "INFO")), "cluster_state:ok") &&
			strings.Count(text(s.Do("CLUSTER", "NODES")), "slave ") == masters
	})
	for _, s := range c.Replicas {
		c.until("a replica has its data", func(*Server) bool {
			return strings.Contains(text(s.Do("INFO", "replication")), "master_link_status:up")
		})
	}
	return c
}

// URL is the cluster's, with its first and last master.
func (c *Cluster) URL() string {
	return "redis+cluster://" + c.Masters[0].Addr + "," + c.Masters[len(c.Masters)-1].Addr
}

// Owner returns the index of the master that had a slot at the start.
func (c *Cluster) Owner(key string) int {
	slot, _ := c.Masters[0].Do("CLUSTER", "KEYSLOT", key).(int64)
	return min(int(slot)/(clusterSlots/len(c.Masters)), len(c.Masters)-1)
}

func (c *Cluster) all() []*Server {
	return append(c.Masters[:len(c.Masters):len(c.Masters)], c.Replicas...)
}

// until waits for all nodes.
func (c *Cluster) until(what string, ok func(*Server) bool) {
	c.t.Helper()
	for _, s := range c.all() {
		waitFor(c.t, what, func() bool { return ok(s) })
	}
}

// waitFor waits for a condition of servers that start.
func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(2 * startWithin); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func text(v any) string { return fmt.Sprint(v) }
