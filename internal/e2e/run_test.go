package e2e

import (
	"strings"
	"syscall"
	"testing"
)

func TestRunShowsOutputAndExit(t *testing.T) {
	p := pipe(t, nil, "run", "--", "sh", "-c", "echo out; echo err >&2; printf half; exit 3")
	p.exits(3) // the command's own
	if out := p.out.String(); out != "out\nhalf" {
		t.Errorf("the command's output is %q", out)
	}
	p.complains("err\n")
	p.complains("exit 3 after")
}

func TestRunRestarts(t *testing.T) {
	p := pipe(t, nil, "run", "--restart", "--", "sh", "-c", "echo again; exit 1")
	until(t, "it runs three times", p.state, func() bool { return strings.Count(p.out.String(), "again\n") >= 3 })
	p.complains("exit 1 after")
	p.signal(syscall.SIGTERM)
	p.exits(143)
}

// A command that ignores being asked is ended all the same.
func TestRunEndsWhatDoesNotWantTo(t *testing.T) {
	p := pipe(t, nil, "run", "--", "sh", "-c", `trap "" TERM INT; echo ready; while :; do sleep 1; done`)
	p.writes("ready\n")
	var kids []int
	until(t, "the command runs", p.state, func() bool { kids = children(t, p.cmd.Process.Pid); return len(kids) > 0 })
	p.signal(syscall.SIGINT)
	p.exits(130)
	for _, pid := range kids {
		until(t, "the command is gone", p.state, func() bool { return syscall.Kill(pid, 0) != nil })
	}
}

func TestRunBesideAFile(t *testing.T) {
	tm := open(t, 100, 30, nil, "tail", "--with", "run:echo from the command", file(t, "a.log", "from the file\n"))
	tm.shows("from the command", "from the file", "a.log")
	tm.keys("q")
	tm.exits(0)
}
