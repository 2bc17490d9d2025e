package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long a test waits for what must happen, on a machine that does
// much else too.
const patience = time.Minute

// binary is the rtwatch under test, built with the race detector, or without
// it and as released for benchmarks.
var binary string

func TestMain(m *testing.M) {
	if os.Getenv(plainServer) != "" {
		servePlain()
		return
	}
	// Whoever runs the tests may ignore it (nohup), and so would their children.
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "rtwatch-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "rtwatch")
	args := []string{"build", "-o", binary}
	if benchmarking() {
		args = append(args, "-trimpath", "-ldflags=-s -w")
	} else {
		args = append(args, "-race")
	}
	build := exec.Command("go", append(args, "../../cmd/rtwatch")...)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building rtwatch:", err)
		return 1
	}
	for name, value := range map[string]string{ // who runs the tests may have settings of his own
		"XDG_CONFIG_HOME": filepath.Join(dir, "config"), "LC_ALL": "C.UTF-8", "RTWATCH_TOKEN": "", "REDIS_URL": "", "REDIS_PASSWORD": "", "REDISCLI_AUTH": "",
		"SHELL": "/bin/sh", // tmux runs commands with it, and nobody has none
	} {
		if err := os.Setenv(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	code := m.Run()
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func benchmarking() bool {
	for _, a := range os.Args {
		if len(a) > 12 && a[:12] == "-test.bench=" {
			return true
		}
	}
	return false
}

// need skips the test where a program is missing, and fails it in CI.
func need(tb testing.TB, program string) string {
	tb.Helper()
	path, err := exec.LookPath(program)
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		tb.Fatalf("%s is needed here: %v", program, err)
	default:
		tb.Skipf("%s is needed: make deps", program)
	}
	return path
}

// until waits for ok and fails the test with what state says if it takes too
// long.
func until(tb testing.TB, what string, state func() string, ok func() bool) {
	tb.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			tb.Fatalf("%s: not within %v; there is:\n%s", what, patience, state())
		}
	}
}
