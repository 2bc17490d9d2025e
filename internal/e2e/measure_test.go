package e2e

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// viewer is a program that shows a file as it grows: rtwatch or a peer.
type viewer struct {
	name string
	argv func(path string) []string
}

// open starts the viewer on a file in a terminal of its own.
func (v viewer) open(tb testing.TB, path string) *terminal {
	tb.Helper()
	argv := v.argv(path)
	return openCommand(tb, 120, 40, nil, exec.Command(argv[0], argv[1:]...))
}

// viewers are rtwatch and the peers that are installed, rtwatch first.
func viewers() []viewer {
	all := []viewer{{"rtwatch", func(p string) []string { return []string{binary, "tail", p} }}}
	for _, peer := range []viewer{
		{"tail -f", func(p string) []string { return []string{"tail", "-n", "30", "-f", p} }},
		{"less +F", func(p string) []string { return []string{"less", "+F", p} }},
		{"lnav", func(p string) []string { return []string{"lnav", p} }},
	} {
		if _, err := exec.LookPath(strings.Fields(peer.name)[0]); err == nil {
			all = append(all, peer)
		}
	}
	return all
}

// marker is text that no screen shows by chance, nor in part already.
func marker(i int) string { return fmt.Sprintf("m%08xm", uint32(i+1)*2654435761) }

// firstScreen is the time from the start of a viewer to its showing the
// file's last line.
func firstScreen(b *testing.B, v viewer, path, last string) time.Duration {
	began := time.Now()
	tm := v.open(b, path)
	tm.shows(last)
	took := time.Since(began)
	tm.close()
	return took
}

// keyLatency is the time from a key to the screen's answer while rtwatch
// searches a file, again and again, for what takes long and is not there.
func keyLatency(b *testing.B, path string) []time.Duration {
	tm := open(b, 120, 40, nil, "tail", path)
	tm.shows(marker(-1))
	var all []time.Duration
	pace := time.NewTicker(29 * time.Millisecond)
	defer pace.Stop()
	for i := range 60 {
		if i%6 == 0 {
			tm.keys(fmt.Sprintf("//[g-z]{%d}[0-9]{5}[A-F]/\r", 7+i/6))
		}
		for _, key := range []struct{ press, shows string }{{"?", "half a page down"}, {"?", "worker-"}} {
			<-pace.C
			seen := tm.watch(key.shows)
			began := time.Now()
			tm.keys(key.press)
			select {
			case at := <-seen:
				all = append(all, at.Sub(began))
			case <-time.After(patience):
				b.Fatalf("a key is not answered; there is:\n%s", tm.text())
			}
		}
	}
	tm.close()
	slices.Sort(all)
	return all
}

// appendLatency is the time from a line's write to the screen's showing it.
func appendLatency(b *testing.B, v viewer, dir string) []time.Duration {
	path := filepath.Join(dir, "latency.log")
	write(b, path, strings.Repeat("a line that is there already\n", 200)+marker(-2)+"\n")
	tm := v.open(b, path)
	tm.shows(marker(-2))
	f := appender(b, path)
	defer f.Close()
	return tm.latency(func(text string) { fmt.Fprintf(f, "appended %s\n", text) }, func(string) {})
}

// latency is the time from a text's being written to the screen's showing it,
// 200 times, the shortest first. It closes the terminal.
func (tm *terminal) latency(write, remove func(text string)) (all []time.Duration) {
	tm.tb.Helper()
	pace := time.NewTicker(37 * time.Millisecond) // no multiple of a frame
	defer pace.Stop()
	for i := range 200 {
		<-pace.C
		seen := tm.watch(marker(i))
		began := time.Now()
		write(marker(i))
		select {
		case at := <-seen:
			all = append(all, at.Sub(began))
		case <-time.After(patience):
			tm.tb.Fatalf("text %d is never shown:\n%s", i, tm.text())
		}
		remove(marker(i))
	}
	tm.close()
	slices.Sort(all)
	return all
}

// idle is the share of a core that a viewer takes, and the bytes it writes,
// while nothing happens.
func idle(b *testing.B, v viewer, dir string) (share float64, written int) {
	path := filepath.Join(dir, "idle.log")
	write(b, path, strings.Repeat("a line\n", 200)+marker(-3)+"\n")
	tm := v.open(b, path)
	tm.shows(marker(-3))
	const settle, span = 2 * time.Second, 10 * time.Second
	<-time.After(settle)
	cpu, bytes := cpuTime(b, tm.pid), tm.written()
	<-time.After(span)
	share = (cpuTime(b, tm.pid) - cpu).Seconds() / span.Seconds()
	written = tm.written() - bytes
	tm.close()
	return share, written
}

// cpuPerLine is the processor time that a viewer takes for each of 10 000
// lines a second, written one by one.
func cpuPerLine(b *testing.B, v viewer, dir string) time.Duration {
	path := filepath.Join(dir, "rate.log")
	write(b, path, marker(-4)+"\n")
	tm := v.open(b, path)
	tm.shows(marker(-4))
	f := appender(b, path)
	defer f.Close()
	cpu := cpuTime(b, tm.pid)
	const seconds, perTick = 5, 20
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	n := 0
	for range seconds * 500 {
		<-tick.C
		for range perTick {
			fmt.Fprintf(f, "2026-11-22T09:41:07.000Z INFO request %08d took %d ms and was answered with 200\n", n, n%97)
			n++
		}
	}
	fmt.Fprintln(f, marker(-5))
	tm.shows(marker(-5))
	spent := cpuTime(b, tm.pid) - cpu
	tm.close()
	return spent / time.Duration(n)
}

// flood is how many lines a second a viewer keeps up with: written at once,
// until the last one is on the screen. NaN for one that does not get there:
// tail and less write every line to the terminal, however slow that is. peak is
// the most memory that it ever had, in MiB.
func flood(b *testing.B, v viewer, dir string) (rate, peak float64) {
	const chunk, chunks = 10_000, 300
	path := filepath.Join(dir, "flood.log")
	write(b, path, marker(-6)+"\n")
	tm := v.open(b, path)
	tm.shows(marker(-6))
	f := appender(b, path)
	defer f.Close()
	text := []byte(strings.Repeat("2026-11-22T09:41:07.000Z INFO request 00000000 took 12 ms and was answered with 200 OK\n", chunk))
	began := time.Now()
	for range chunks {
		if _, err := f.Write(text); err != nil {
			b.Fatal(err)
		}
	}
	seen := tm.watch(marker(-7))
	fmt.Fprintln(f, marker(-7))
	defer os.Remove(path)
	defer tm.close()
	select {
	case at := <-seen:
		return chunk * chunks / at.Sub(began).Seconds(), peakMemory(tm.pid)
	case <-time.After(patience):
		return math.NaN(), peakMemory(tm.pid)
	}
}

// peakMemory is a process's VmHWM of proc_pid_status(5), in MiB; NaN where
// there is none.
func peakMemory(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return math.NaN()
	}
	kib, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return math.NaN()
	}
	return kib / 1024
}

// drained is the time a command takes to write all its output into a pipe.
func drained(b *testing.B, argv ...string) time.Duration {
	cmd := exec.Command(argv[0], argv[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if _, err := io.CopyBuffer(io.Discard, onlyReader{out}, make([]byte, 1<<20)); err != nil {
		b.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// onlyReader keeps io.Copy from finding a shortcut.
type onlyReader struct{ io.Reader }

// discarded is the time a command takes with its output thrown away.
func discarded(b *testing.B, argv ...string) time.Duration {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer null.Close()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdout = null
	began := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// cpuTime is the processor time of all threads of a process so far, in the
// nanoseconds of proc(5)'s schedstat.
func cpuTime(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		tb.Skipf("no /proc to read processor time from: %v", err)
	}
	var sum time.Duration
	for _, task := range tasks {
		stat, _ := os.ReadFile(task)
		if fields := bytes.Fields(stat); len(fields) > 0 {
			ns, _ := strconv.ParseInt(string(fields[0]), 10, 64)
			sum += time.Duration(ns)
		}
	}
	return sum
}

func write(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func appender(tb testing.TB, path string) *os.File {
	tb.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}
