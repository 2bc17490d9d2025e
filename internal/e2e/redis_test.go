package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

func TestRedisWindowThenChanges(t *testing.T) {
	srv := redistest.Start(t)
	for i := range 5 {
		srv.Do("ZADD", "rank:game", fmt.Sprint(10*i), fmt.Sprintf("player%d", i))
	}
	p := pipe(t, nil, "redis", "--url", srv.URL, "--keys", "rank:game", "--window", "3")
	until(t, "the window", p.state, func() bool { return strings.Count(p.out.String(), "\n") >= 3 })
	if out := p.out.String(); strings.Contains(out, "player1") || !strings.Contains(out, "player2") || !strings.Contains(out, "player4") {
		t.Errorf("the window of 3 is %q", out)
	}
	srv.Do("ZADD", "rank:game", "99", "newcomer")
	until(t, "the change", p.state, func() bool { return strings.Contains(p.out.String(), "newcomer") })

	srv.Kill()
	p.complains("down")
	srv.Restart()
	srv.Do("ZADD", "rank:game", "7", "after the restart")
	until(t, "what came after the restart", p.state, func() bool { return strings.Contains(p.out.String(), "after the restart") })
	p.signal(syscall.SIGTERM)
	p.exits(143)
}

func TestRedisOnTheScreen(t *testing.T) {
	srv := redistest.Start(t)
	for i := range 20 {
		srv.Do("ZADD", "stats:web1", fmt.Sprint(i), fmt.Sprintf(`{"n":%d,"cpu":{"us":%d,"sy":2}}`, i, 10+i))
	}
	tm := open(t, 100, 30, nil, "redis", "--url", srv.URL, "--keys", "stats:web1")
	tm.shows(`{"n":19,"cpu":{"us":29,"sy":2}}`, "stats:web1.cpu", "us 29")
	srv.Do("ZADD", "stats:web1", "20", `{"n":20,"cpu":{"us":97,"sy":2}}`)
	tm.shows(`"us":97`)
	tm.keys("q")
	tm.exits(0)
}

// A table of a server that is away says so, and since when.
func TestRedisTableIsStale(t *testing.T) {
	srv := redistest.Start(t)
	srv.Do("ZADD", "rank:a", "5", "ann", "3", "bob")
	tm := open(t, 100, 30, nil, "redis", "--url", srv.URL, "--keys", "rank:*,none", "--layout", "table")
	tm.shows("rank:a 2 rows ─", "live")
	srv.Stop()
	tm.shows("rank:a 2 rows waiting as of ", "○ waiting")
	srv.Cont()
	tm.shows("rank:a 2 rows ─", "live", "waiting: ")
	tm.keys("q")
	tm.exits(0)
}

func TestRedisRankingOfWhatMatches(t *testing.T) {
	srv := redistest.Start(t, "--requirepass", "right")
	srv.Do("ZADD", "rank:a", "5", "ann", "3", "bob")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := pipe(t, nil, "redis", "--url", srv.URL, "--keys", "rank:*", "--top", "--password-file", file)
	until(t, "the ranking", p.state, func() bool { return strings.Contains(p.out.String(), "2 3 bob\n1 5 ann\n") })
	srv.Do("ZADD", "rank:a", "9", "bob")
	srv.Do("ZADD", "rank:b", "1", "newcomer")
	until(t, "the changes", p.state, func() bool {
		return strings.Contains(p.out.String(), "1 9 bob\n") && strings.Contains(p.out.String(), "1 1 newcomer\n")
	})
	srv.Do("ZREM", "rank:a", "ann")
	until(t, "who leaves", p.state, func() bool { return strings.Contains(p.out.String(), "- 5 ann\n") })
	p.complains("key rank:b is there")
	p.signal(syscall.SIGTERM)
	p.exits(143)
}

func TestRedisDownAtTheStart(t *testing.T) {
	srv := redistest.Start(t)
	srv.Kill()
	p := pipe(t, nil, "redis", "--url", srv.URL, "--keys", "k")
	p.complains("down")
	srv.Restart()
	srv.Do("ZADD", "k", "1", "late")
	until(t, "the member", p.state, func() bool { return strings.Contains(p.out.String(), "late") })
	p.signal(syscall.SIGTERM)
	p.exits(143)
}

func TestRedisWrongPassword(t *testing.T) {
	srv := redistest.Start(t, "--requirepass", "right")
	for name, url := range map[string]string{
		"none":  srv.URL,
		"wrong": strings.Replace(srv.URL, "redis://", "redis://:wrongsecret@", 1),
	} {
		t.Run(name, func(t *testing.T) {
			p := pipe(t, nil, "redis", "--url", url, "--keys", "k")
			p.exits(1)
			if says := p.err.String(); !strings.Contains(says, "assword") || strings.Contains(says, "wrongsecret") ||
				!strings.Contains(says, "REDIS_PASSWORD") {
				t.Errorf("it says %q", says)
			}
		})
	}
}

func TestRedisHostileMembers(t *testing.T) {
	srv := redistest.Start(t)
	srv.Do("ZADD", "k\x1b]0;key\x07", "1", "mem\x1b]0;member\x07ber\nsecond")
	tm := open(t, 100, 30, nil, "redis", "--url", srv.URL, "--keys", "k\x1b]0;key\x07")
	tm.shows("mem")
	tm.keys("q")
	tm.exits(0)
	for _, bad := range []string{"\x1b]0;"} {
		if strings.Contains(tm.output(), bad) {
			t.Errorf("%q has reached the terminal", bad)
		}
	}
}
