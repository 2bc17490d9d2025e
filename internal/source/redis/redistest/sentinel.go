//go:build unix

package redistest

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// MasterName is what Sentinels call their master.
const MasterName = "main"

// Sentinels is a master, a replica, and three Sentinels who replace the one by
// the other within some two seconds.
type Sentinels struct {
	Master, Replica *Server
	Watchers        []*Server
}

// StartSentinels runs them, until its test's end. args are more arguments for
// master and replica.
func StartSentinels(t testing.TB, args ...string) *Sentinels {
	t.Helper()
	s := &Sentinels{Master: Start(t, append([]string{"--repl-diskless-sync-delay", "0"}, args...)...)}
	host, port, err := net.SplitHostPort(s.Master.Addr)
	if err != nil {
		t.Fatal(err)
	}
	s.Replica = Start(t, append([]string{"--replicaof", host + " " + port}, args...)...)
	waitFor(t, "the replica has its data", func() bool {
		return strings.Contains(text(s.Replica.Do("INFO", "replication")), "master_link_status:up")
	})
	for range 3 {
		w := prepare(t)
		w.conf = filepath.Join(w.dir, "sentinel.conf")
		conf := fmt.Sprintf("sentinel monitor %s %s %s 2\nsentinel down-after-milliseconds %[1]s 1000\nsentinel failover-timeout %[1]s 1000\n",
			MasterName, host, port)
		for _, login := range s.Master.logins {
			conf += fmt.Sprintf("sentinel auth-pass %s %s\n", MasterName, login[len(login)-1])
		}
		if err := os.WriteFile(w.conf, []byte(conf), 0o600); err != nil {
			t.Fatal(err)
		}
		w.args = []string{"--sentinel"}
		w.Restart()
		s.Watchers = append(s.Watchers, w)
	}
	for _, w := range s.Watchers {
		waitFor(t, "the Sentinels know each other", func() bool {
			info := text(w.Do("INFO", "sentinel"))
			return strings.Contains(info, "slaves=1,sentinels=3")
		})
	}
	return s
}

// URL names all Sentinels.
func (s *Sentinels) URL() string {
	var hosts []string
	for _, w := range s.Watchers {
		hosts = append(hosts, w.Addr)
	}
	return "redis+sentinel://" + strings.Join(hosts, ",") + "/" + MasterName
}
