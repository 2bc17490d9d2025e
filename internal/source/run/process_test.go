//go:build unix

package run

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestCancel ends commands that do not want to end.
func TestCancel(t *testing.T) {
	for _, test := range []struct {
		name, script string
		processes    int
	}{
		{"sleeps", "echo $$; exec sleep 60", 1},
		{"ignores TERM", `trap "" TERM; echo $$; while :; do sleep 0.1; done`, 1},
		{"its child ignores TERM", `(trap "" TERM; sh -c 'echo $$'; while :; do sleep 0.1; done) & echo $!; wait`, 2},
		{"a hundred children", `echo $$; for i in $(seq 100); do sleep 60 & echo $!; done; wait`, 101},
		{"stopped", `echo $$; kill -STOP $$`, 1},
		{"talks while it ends", `trap "seq 100000; exit" TERM; echo $$; while :; do sleep 0.05; done`, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := newSource(t, Options{Argv: sh(test.script)})
			r := sourcetest.Start(t, src)
			r.Until("the ids", func() bool { return strings.Count(r.Text(src.Name()), "\n") >= test.processes })
			all := pids(t, r.Text(src.Name()))
			r.Stop() // fails after 2 s
			for _, pid := range all {
				wantGone(t, pid)
			}
		})
	}
}

// TestTermReachesTheGroup lets a grandchild clean up behind itself, when
// rtwatch ends and when its parent does.
func TestTermReachesTheGroup(t *testing.T) {
	for _, end := range []string{"wait", "exit"} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			mark := t.TempDir() + "/mark"
			src := newSource(t, Options{Argv: sh(`(trap "echo clean >` + mark +
				`; exit" TERM; echo ready; while :; do sleep 0.05; done) & ` + end)})
			r := sourcetest.Start(t, src)
			r.Until("the trap", func() bool { return r.Text(src.Name()) != "" })
			if end == "wait" {
				r.Stop()
			}
			sourcetest.Eventually(t, "it has cleaned up", func() bool {
				text, _ := os.ReadFile(mark)
				return string(text) == "clean\n"
			})
		})
	}
}

// TestLeftBehind exits before its child does.
func TestLeftBehind(t *testing.T) {
	for _, test := range []struct {
		name, script, text string
		lives              bool
	}{
		{"holds the pipe", "sleep 60 & echo $!", "was ended", false},
		{"holds it and ignores TERM", `trap "" TERM; sleep 60 & echo $!`, "was ended", false},
		{"holds nothing", "sleep 60 >/dev/null 2>&1 & echo $!", "was ended", false},
		{"left the group", "setsid sleep 60 & echo $!", "holds its output open", true},
		{"left the group and never stops talking", `setsid sh -c 'while :; do echo noise >&2; sleep 0.01; done' & echo $!`, "holds its output open", false},
		{"never stops talking", "(while :; do echo noise >&2; done) & echo $!", "was ended", false},
		{"ends by itself", "(sleep 0.3; echo end >&2) & echo $!", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := newSource(t, Options{Argv: sh(test.script)})
			r := sourcetest.Start(t, src)
			if err := r.Wait(); err != nil { // does not wait for a sleep of 60 s
				t.Fatal(err)
			}
			pid := pids(t, r.Text(src.Name()))[0]
			if test.lives {
				if !exists(pid) {
					t.Error("a process outside the group was ended")
				}
				_ = exec.Command("kill", fmt.Sprint(pid)).Run()
			}
			wantGone(t, pid)
			notices := r.Notices()
			last := notices[len(notices)-1]
			if !strings.Contains(last.Text, test.text) || (last.Severity == source.Warn) != (test.text != "") {
				t.Errorf("the last notice is %+v, want one with %q", last, test.text)
			}
			if test.text == "" && r.Text(src.Name()+" (stderr)") != "end\n" {
				t.Error("its last words are lost")
			}
		})
	}
}

// TestSlowReaderGetsTheLastWords lets all the time that a left-behind process
// gets go by before anything is read.
func TestSlowReaderGetsTheLastWords(t *testing.T) {
	for _, test := range []struct {
		name  string
		size  int
		after string // runs when the words are said
		more  bool   // comes behind them
		held  bool
	}{
		{"nothing, held", 0, "setsid sleep 4 &", false, true},
		{"a few, held", 60_000, "setsid sleep 4 &", false, true},
		{"a full pipe, held", pipeSize, "setsid sleep 4 &", false, true},
		{"a full pipe, and more to come", pipeSize, "setsid yes &", true, true},
		{"nothing", 0, "", false, false},
		{"almost a full pipe", pipeSize - 1, "", false, false},
		{"a full pipe", pipeSize, "", false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, err := Start(t.Context(), Command{Argv: sh(fmt.Sprintf("head -c %d /dev/zero; %s", test.size, test.after))})
			if err != nil {
				t.Fatal(err)
			}
			<-p.exited
			sourcetest.Eventually(t, "the time is up", func() bool {
				p.Stdout.mu.Lock()
				defer p.Stdout.mu.Unlock()
				return p.Stdout.over()
			})
			// A reader's own deadline that has passed must not hide what there is.
			_ = p.Stdout.SetReadDeadline(time.Now().Add(-time.Second))
			got, err := io.ReadAll(io.LimitReader(p.Stdout, 4*pipeSize))
			words := bytes.Count(got, []byte{0})
			if err != nil || words != test.size || !test.more && len(got) != words || len(got) == 4*pipeSize {
				t.Errorf("got %d bytes, %d of them the command's (%v), want %d", len(got), words, err, test.size)
			}
			_, _ = io.Copy(io.Discard, p.Stderr)
			if exit := p.Wait(); exit.Held != test.held || !exit.OK() {
				t.Errorf("the exit is %+v, want held %v", exit, test.held)
			}
		})
	}
}

// TestKilled kills the parent of a command with no chance to clean up.
func TestKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child of its parent's death")
	}
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), helperEnv+"=1")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	parent.Stdout = w
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	pid := readPID(t, r)
	if !exists(pid) {
		t.Fatal("the command does not run")
	}
	_ = parent.Process.Kill()
	_ = parent.Wait()
	wantGone(t, pid)
}

// TestThreads starts commands from goroutines that end at once: the kernel
// must not take the end of a thread for the end of rtwatch.
func TestThreads(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all []*Process
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
			p, err := Start(ctx, Command{Argv: sh("read -r x </dev/null; sleep 0.3; echo alive")})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, p)
		})
	}
	wg.Wait()
	for _, p := range all {
		text, err := io.ReadAll(p.Stdout)
		if err != nil || string(text) != "alive\n" {
			t.Errorf("got %q (%v)", text, err)
		}
		_, _ = io.Copy(io.Discard, p.Stderr)
		if exit := p.Wait(); !exit.OK() || exit.Took < 300*time.Millisecond {
			t.Errorf("the exit is %v", exit)
		}
	}
}

func TestLongLine(t *testing.T) {
	const script = `head -c 200000 /dev/zero | tr '\0' x; echo; echo next`
	src := newSource(t, Options{Argv: sh(script)})
	r := sourcetest.Start(t, src)
	if err := r.Wait(); err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat("x", 200_000) + "\nnext\n"; r.Text(src.Name()) != want {
		t.Errorf("got %d bytes, want %d", len(r.Text(src.Name())), len(want))
	}
}

// TestFlood swallows half a gigabyte in little memory.
func TestFlood(t *testing.T) {
	const size = 512 << 20
	src := newSource(t, Options{Argv: sh(fmt.Sprintf("yes 'a line of a log that never ends' | head -c %d", size))})
	out := make(chan source.Batch)
	go func() {
		defer close(out)
		_ = src.Run(t.Context(), out)
	}()
	var total, batches int
	var peak, before uint64
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before = m.HeapInuse
	began := time.Now()
	for b := range out {
		total += len(b.Lines.Data)
		if batches++; batches%512 == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
	}
	t.Logf("%d MB/s, %d KiB a batch, %d MiB of heap", int(float64(total)/time.Since(began).Seconds())>>20,
		total/batches>>10, peak>>20)
	if total != size {
		t.Errorf("got %d bytes, want %d", total, size)
	}
	if peak > before+32<<20 {
		t.Errorf("the heap grew from %d to %d MiB", before>>20, peak>>20)
	}
}

// TestBackPressure reads nothing of a command until another, that is read, has
// written all that it has to write.
func TestBackPressure(t *testing.T) {
	const pieces = 40 // of 64 KiB
	start := func() (out chan source.Batch, written func() int) {
		marks := t.TempDir() + "/marks"
		src := newSource(t, Options{Argv: sh(fmt.Sprintf(
			"i=0; while [ $i -lt %d ]; do head -c 65536 /dev/zero; echo $i >>%s; i=$((i+1)); done", pieces, marks,
		))})
		out = make(chan source.Batch)
		go func() {
			defer close(out)
			_ = src.Run(t.Context(), out)
		}()
		<-out // started
		return out, func() int {
			text, _ := os.ReadFile(marks)
			return bytes.Count(text, []byte{'\n'})
		}
	}
	unread, waiting := start()
	sourcetest.Eventually(t, "a first piece is taken", func() bool { return waiting() > 0 })
	read, written := start()
	for range read {
	}
	if n := written(); n != pieces {
		t.Errorf("the command that is read came to piece %d of %d", n, pieces)
	}
	// A slab and a pipe at most are taken; what follows stays with the command.
	if n := waiting(); n > 5 {
		t.Errorf("%d pieces of 64 KiB were taken of a command that nobody reads", n)
	}
	for range unread {
	}
	if n := waiting(); n != pieces {
		t.Errorf("the command came to piece %d of %d", n, pieces)
	}
}
