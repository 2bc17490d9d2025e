package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// Whatever ends rtwatch, the terminal is as it was, its children are gone, and
// the exit code tells.
func TestSignalsRestoreTheTerminal(t *testing.T) {
	for name, c := range map[string]struct {
		sig  syscall.Signal
		code int
	}{
		"INT": {syscall.SIGINT, 130}, "TERM": {syscall.SIGTERM, 143}, "HUP": {syscall.SIGHUP, 129}, "QUIT": {syscall.SIGQUIT, 131},
	} {
		t.Run(name, func(t *testing.T) {
			tm := open(t, 80, 24, nil, "tail", "--with", "run:sleep 4242", file(t, "a.log", numbered(0, 50)))
			tm.shows("line 000049")
			until(t, "the child runs", tm.text, func() bool { return len(children(t, tm.cmd.Process.Pid)) > 0 })
			kids := children(t, tm.cmd.Process.Pid)
			tm.signal(c.sig)
			if !sourcetest.Soon(2*time.Second, func() bool { return len(tm.waited) > 0 }) {
				t.Error("it has not ended within the 2 s promised")
			}
			tm.exits(c.code)
			for _, pid := range kids {
				until(t, "the child is gone", tm.text, func() bool { return syscall.Kill(pid, 0) != nil })
			}
		})
	}
}

// A screen that cannot be written must not keep rtwatch: nobody reads this
// terminal any more.
func TestStalledTerminalEndsInTime(t *testing.T) {
	tm := open(t, 200, 50, nil, "run", "--", "yes", strings.Repeat("stall ", 30))
	tm.shows("stall")
	tm.mu.Lock() // the terminal stops reading
	tm.signal(syscall.SIGTERM)
	inTime := sourcetest.Soon(2500*time.Millisecond, func() bool { return len(tm.waited) > 0 })
	err := <-tm.waited
	tm.mu.Unlock()
	if code := exitCode(err); code != 143 || !inTime {
		t.Errorf("exit code %d, within 2 s %v; want 143 by then", code, inTime)
	}
}

// The terminal is closed under rtwatch, and the SIGHUP that tells is ignored
// as under nohup: it must find out by itself.
func TestLostTerminal(t *testing.T) {
	need(t, "tmux")
	dir := t.TempDir()
	code, socket := filepath.Join(dir, "code"), filepath.Join(dir, "tmux")
	path := file(t, "a.log", numbered(0, 50))
	tmux := func(args ...string) string {
		out, _ := exec.Command("tmux", append([]string{"-f", "/dev/null", "-S", socket}, args...)...).CombinedOutput()
		return string(out)
	}
	tmux("new-session", "-d", "-x", "80", "-y", "24",
		fmt.Sprintf(`trap "" HUP; %s tail %s; echo $? >%s`, binary, path, code))
	shown := func() string { return tmux("capture-pane", "-p") }
	until(t, "the log is shown", shown, func() bool { return strings.Contains(shown(), "line 000049") })
	tmux("kill-server")
	read := func() string { text, _ := os.ReadFile(code); return strings.TrimSpace(string(text)) }
	inTime := sourcetest.Soon(2500*time.Millisecond, func() bool { return read() != "" })
	until(t, "rtwatch ends", read, func() bool { return read() != "" })
	if read() != "129" || !inTime {
		t.Errorf("exit code %s, within 2 s %v; want 129 by then", read(), inTime)
	}
}

func TestSuspendAndContinue(t *testing.T) {
	need(t, "tmux")
	for _, how := range []string{"ctrl-z", "outside"} {
		t.Run(how, func(t *testing.T) {
			// The system stops nobody whom no shell could continue: there must
			// be one, as every user has it.
			cmd := exec.Command("bash", "--norc", "--noprofile", "-i")
			cmd.Env = append(os.Environ(), "PS1=ready>")
			path := file(t, "a.log", numbered(0, 50))
			tm := openCommand(t, 80, 24, nil, cmd)
			tm.keys("PS1='rea''dy>'\n")
			tm.shows("ready>")
			tm.keys(binary + " tail " + path + "\n")
			tm.shows("line 000049")
			tm.pid = descendant(t, tm.cmd.Process.Pid, "rtwatch")
			if how == "ctrl-z" {
				tm.keys("\x1a")
			} else {
				tm.signal(syscall.SIGTSTP)
			}
			until(t, "rtwatch is stopped", tm.text, func() bool { return state(t, tm.pid) == "T" })
			tm.shows("Stopped", "ready>") // the shell's screen is back
			appendTo(t, path, "while away\n")
			tm.keys("fg\n")
			tm.shows("while away", "line 000049")
			tm.keys("q")
			// Until the shell has the terminal again, keys are still rtwatch's.
			until(t, "the shell asks", tm.text, func() bool { return strings.HasSuffix(strings.TrimSpace(tm.text()), "ready>") })
			tm.keys("exit 7\n")
			tm.exits(7)
		})
	}
}

// children returns the child processes of pid, as proc_pid_task(5) lists them.
func children(tb testing.TB, pid int) []int {
	tb.Helper()
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil || runtime.GOOS != "linux" {
		tb.Skipf("child processes cannot be listed here: %v", err)
	}
	var pids []int
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, f := range strings.Fields(string(text)) {
			if n, err := strconv.Atoi(f); err == nil {
				pids = append(pids, n)
			}
		}
	}
	return pids
}

// descendant finds the process of a name below pid.
func descendant(tb testing.TB, pid int, name string) int {
	tb.Helper()
	found := 0
	until(tb, name+" runs", func() string { return "" }, func() bool {
		for _, kid := range children(tb, pid) {
			comm, _ := os.ReadFile("/proc/" + strconv.Itoa(kid) + "/comm")
			if strings.TrimSpace(string(comm)) == name {
				found = kid
			}
		}
		return found != 0
	})
	return found
}

// state is the one-letter state of a process, as in proc_pid_stat(5).
func state(tb testing.TB, pid int) string {
	tb.Helper()
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return after[:1]
}
