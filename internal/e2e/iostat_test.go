package e2e

import (
	"encoding/json"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

type sample struct {
	Series string
	Value  float64
	Unit   string
}

// samplesOf waits until the JSON output has every series and returns the
// newest of each.
func samplesOf(t *testing.T, p *piped, series ...string) map[string]sample {
	t.Helper()
	got := map[string]sample{}
	until(t, "samples of "+strings.Join(series, ", "), p.state, func() bool {
		for _, l := range strings.Split(p.out.String(), "\n") {
			var s sample
			if json.Unmarshal([]byte(l), &s) == nil && s.Series != "" {
				got[s.Series] = s
			}
		}
		for _, s := range series {
			if _, ok := got[s]; !ok {
				return false
			}
		}
		return true
	})
	return got
}

var cpuSeries = []string{"cpu.user", "cpu.system", "cpu.iowait", "cpu.steal", "cpu.idle"}

func TestIostat(t *testing.T) {
	need(t, "iostat")
	for name, args := range map[string][]string{
		"the real one": {"iostat", "--output", "json"},
		"its text":     {"iostat", "--output", "json", "--", "-c", "-d", "-x", "1"},
		"built in":     {"iostat", "--output", "json", "--builtin"},
	} {
		t.Run(name, func(t *testing.T) {
			p := pipe(t, nil, args...)
			got := samplesOf(t, p, cpuSeries...)
			sum := 0.0
			for _, s := range cpuSeries {
				sum += got[s].Value
			}
			if sum < 95 || sum > 105 {
				t.Errorf("the CPU's shares add up to %v %%: %v", sum, got)
			}
			p.signal(syscall.SIGTERM)
			p.exits(143)
		})
	}
}

// Killed under rtwatch, iostat is started again, and no zombie is left.
func TestIostatIsRestarted(t *testing.T) {
	need(t, "iostat")
	p := pipe(t, nil, "iostat", "--output", "json")
	samplesOf(t, p, "cpu.user")
	var kids []int
	until(t, "one iostat runs", p.state, func() bool { kids = children(t, p.cmd.Process.Pid); return len(kids) == 1 })
	if err := syscall.Kill(kids[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.complains("next try in")
	until(t, "another iostat runs", p.state, func() bool {
		now := children(t, p.cmd.Process.Pid)
		if len(now) != 1 || now[0] == kids[0] || state(t, now[0]) == "Z" {
			return false
		}
		kids = now
		return true
	})
	p.signal(syscall.SIGTERM)
	p.exits(143)
	for _, pid := range kids {
		until(t, "iostat is gone", p.state, func() bool { return syscall.Kill(pid, 0) != nil })
	}
}

func TestIostatIsMissing(t *testing.T) {
	p := &piped{tb: t, cmd: exec.Command(binary, "iostat", "--output", "json"), waited: make(chan error, 1)}
	p.cmd.Env = []string{"PATH=" + t.TempDir()}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.waited <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	samplesOf(t, p, cpuSeries...)
	p.complains("iostat is not installed")
	p.signal(syscall.SIGTERM)
	p.exits(143)
}
