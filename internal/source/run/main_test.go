//go:build unix

package run

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// helperEnv makes the test binary start a command and wait to be killed.
const helperEnv = "RUN_TEST_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helperEnv) != "" {
		helper()
		return
	}
	goleak.VerifyTestMain(m)
}

// helper prints the id of a command that it started and waits for ever.
func helper() {
	p, err := Start(context.Background(), Command{Argv: []string{"sleep", "1000"}})
	if err != nil {
		fmt.Fprintln(os.Stdout, err)
		return
	}
	fmt.Fprintln(os.Stdout, p.PID())
	p.Wait()
}

func sh(script string) []string { return []string{"sh", "-c", script} }

func newSource(t *testing.T, o Options) *Source {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wantGone waits until a process exists no longer. A zombie of ours counts as
// existing; one that waits for process 1 does not.
func wantGone(t *testing.T, pid int) {
	t.Helper()
	sourcetest.Eventually(t, fmt.Sprintf("process %d is gone", pid), func() bool { return !exists(pid) })
}

func exists(pid int) bool {
	if unix.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return runtime.GOOS != "linux"
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	return fields[0] != "Z" || fields[1] == strconv.Itoa(os.Getpid())
}

// pids reads the process ids that a command has printed.
func pids(t *testing.T, text string) []int {
	t.Helper()
	var all []int
	for line := range strings.Lines(text) {
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil || pid <= 1 {
			t.Fatalf("%q is no process id", line)
		}
		all = append(all, pid)
	}
	return all
}

func readPID(t *testing.T, f *os.File) int {
	t.Helper()
	line, err := bufio.NewReader(f).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return pids(t, line)[0]
}
