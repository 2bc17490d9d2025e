//go:build unix

package iostat

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestConformance(t *testing.T) {
	t.Run("iostat", func(t *testing.T) {
		needIostat(t)
		sourcetest.Conform(t, sourcetest.Case{New: func(t *testing.T) source.Source { return newSource(t, Options{}) }})
	})
	t.Run("builtin", func(t *testing.T) {
		sourcetest.Conform(t, sourcetest.Case{New: func(t *testing.T) source.Source { return newSource(t, Options{Builtin: true}) }})
	})
	t.Run("not installed", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		sourcetest.Conform(t, sourcetest.Case{New: func(t *testing.T) source.Source { return newSource(t, Options{}) }})
	})
}

func TestNewChecks(t *testing.T) {
	for _, o := range []Options{{Interval: -1}, {Interval: leastInterval - 1}, {Builtin: true, Args: []string{"-x"}}} {
		if _, err := New(o); err == nil {
			t.Errorf("New accepts %+v", o)
		}
	}
}

func TestReal(t *testing.T) {
	needIostat(t)
	wantNoChildren(t) // once all have ended: those that run side by side see one another's
	for _, args := range []string{"", "-x 1", "-yxdc -o JSON 1", "-c", "-d -k", "-t -m -p ALL 1", "-xs -g all"} {
		t.Run("args "+args, func(t *testing.T) {
			t.Parallel()
			r := sourcetest.Start(t, newSource(t, Options{Args: strings.Fields(args)}))
			r.Until("two reports", func() bool {
				all := r.Samples()
				for series, samples := range all { // the processor stands first in a report, devices come behind it
					if len(samples) >= 2 && (args != "" || strings.HasPrefix(series, "cpu.") && len(all["cpu.idle"]) >= 2) {
						return true
					}
				}
				return false
			})
			r.Stop()
			if r.Text(label) != "" {
				t.Error("it sent lines")
			}
			if r.Noticed("not understood") {
				t.Errorf("notices are %+v", r.Notices())
			}
			if samples := r.Samples(); args == "" {
				for _, series := range []string{"cpu.user", "cpu.system", "cpu.iowait", "cpu.steal", "cpu.idle"} {
					if n := len(samples[series]); n < 2 || samples[series][0].Unit != "%" {
						t.Errorf("%d samples of %s", n, series)
					}
				}
			}
		})
	}
}

// TestKilledIostat kills the child with no warning; the supervisor brings it back.
func TestKilledIostat(t *testing.T) {
	needIostat(t)
	r := sourcetest.Start(t, sourcetest.Supervise(newSource(t, Options{})))
	idle := func() int { return len(r.Samples()["cpu.idle"]) }
	r.Until("a report", func() bool { return idle() > 0 })
	all := children(t)
	if len(all) != 1 {
		t.Fatalf("there are %d children", len(all))
	}
	if err := unix.Kill(all[0], unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	r.Until("a notice", func() bool { return r.Noticed("iostat: killed by SIGKILL after ") })
	before := idle()
	r.Until("a report after it", func() bool { return idle() > before })
	r.Stop()
	wantNoChildren(t)
}

// TestScripts runs stand-ins for iostat that do what it should not.
func TestScripts(t *testing.T) {
	const usage = "echo 'Usage: iostat [ options ]' >&2; exit 1"
	for _, test := range []struct {
		name, script, args string
		wantErr            string // of the supervised source
		notices            []string
		reports            int
	}{
		{"wrong arguments", usage, "-nonsense", "exit 1 after", []string{"Usage: iostat [ options ]"}, 0},
		{"own end", "cat testdata/sysstat12-xdc.txt", "-xdc 1 3", "", []string{"iostat -xdc 1 3"}, 2},
		{"own end too early", "cat testdata/sysstat12-xdc.txt | head -8", "1 1", "", []string{"the average since boot"}, 0},
		{"flood of nonsense", "echo 1 2 3; yes nonsense | head -100000", "1", "", []string{`"1 2 3"`, "100000 more lines"}, 0},
		{"broken json", `echo '{"statistics": [,]}'; exec sleep 60`, "", "", []string{"read iostat's output: invalid character", "next try"}, 0},
		{"ends by itself", "exit 0", "", "", []string{"iostat: exit 0 after", "next try"}, 0},
		{"never ends", "exec sleep 60", "", "", nil, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "iostat")
			// A stand-in that hangs on -V, too, would cost probeFor.
			script := "#!/bin/sh\n[ \"$1\" = -V ] && exit 1\n" + test.script + "\n"
			if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			src := newSource(t, Options{Args: strings.Fields(test.args)})
			src.program = path
			r := sourcetest.Start(t, sourcetest.Supervise(src))
			if test.reports < 0 {
				r.Until("the start", func() bool { return len(r.Notices()) > 0 })
				r.Stop()
				return
			}
			for _, want := range test.notices {
				r.Until(want, func() bool { return r.Noticed(want) })
			}
			if test.wantErr != "" {
				if err := r.Wait(); err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("the error is %v, want %q in it", err, test.wantErr)
				}
				return
			}
			r.Until("the reports", func() bool { return len(r.Samples()["cpu.idle"]) >= test.reports })
			r.Stop()
			if n := len(r.Samples()["cpu.idle"]); n != test.reports {
				t.Errorf("%d reports, want %d", n, test.reports)
			}
			odd := 0
			for _, n := range r.Notices() {
				if strings.Contains(n.Text, "understood") {
					odd++
				}
			}
			if odd > 2 {
				t.Errorf("%d notices about lines that were not understood", odd)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := sourcetest.Start(t, newSource(t, Options{Args: []string{"-x"}, Interval: time.Minute}))
	r.Until("a first CPU sample that does not wait for the interval", func() bool { return len(r.Samples()["cpu.user"]) > 0 })
	first := r.Notices()[0]
	if !strings.HasPrefix(first.Text, "iostat is not installed: reading ") || first.State != source.StateLive || first.Severity != source.Warn {
		t.Errorf("the notice is %+v", first)
	}
	r.Stop()
}

// TestBuiltinAgrees lets the machine work, and has iostat and the built-in
// reader watch it at the same time. On a machine that does much else too the two
// may look at different moments of it, but not each time.
func TestBuiltinAgrees(t *testing.T) {
	needIostat(t)
	var differ []string
	for range 5 {
		if differ = compare(t); len(differ) == 0 {
			return
		}
		t.Logf("they differ: %q", differ)
	}
	t.Error("they differ each time")
}

// compare watches the machine for some seconds, and returns in what iostat and
// the built-in reader differ.
func compare(t *testing.T) (differ []string) {
	t.Helper()
	theirs, ours := sourcetest.Start(t, newSource(t, Options{})), sourcetest.Start(t, newSource(t, Options{Builtin: true}))
	ctx, cancel := context.WithCancel(t.Context())
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		file, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			return
		}
		defer file.Close()
		block := make([]byte, 1<<20)
		for ctx.Err() == nil {
			_, _ = file.WriteAt(block, 0)
			_ = file.Sync()
			for began := time.Now(); time.Since(began) < 20*time.Millisecond; {
			}
		}
	}()
	enough := func(r *sourcetest.Recorder) func() bool {
		return func() bool { return len(r.Samples()["cpu.user"]) >= 5 }
	}
	theirs.Until("iostat's reports", enough(theirs))
	ours.Until("our reports", enough(ours))
	cancel()
	<-worked
	theirs.Stop()
	ours.Stop()

	want, got := theirs.Samples(), ours.Samples()
	for series, samples := range want {
		if len(got[series]) == 0 {
			differ = append(differ, "the built-in reader has no "+series)
			continue
		}
		from, to := overlap(samples, got[series])
		a, b := meanOver(samples, from, to), meanOver(got[series], from, to)
		// The seconds of the two begin at different times, and only the
		// processor and the writes are kept busy by this test.
		steady := strings.HasPrefix(series, "cpu.") || strings.HasSuffix(series, ".writes")
		if steady && math.Abs(a-b) > 5+0.2*max(a, b) {
			differ = append(differ, fmt.Sprintf("%s: iostat says %.2f, the built-in reader %.2f", series, a, b))
		}
		if samples[0].Unit != got[series][0].Unit {
			t.Errorf("%s: the units are %q and %q", series, samples[0].Unit, got[series][0].Unit)
		}
		t.Logf("%-20s %14.2f %14.2f %s", series, a, b, samples[0].Unit)
	}
	a, _ := theirs.Table("devices")
	b, _ := ours.Table("devices")
	if fmt.Sprint(a.Columns) != fmt.Sprint(b.Columns) || len(a.Rows) == 0 && len(want) > 5 {
		t.Errorf("the tables have the columns %q and %q", a.Columns, b.Columns)
	}
	return differ
}

// overlap returns the time that two runs of reports of a second each both tell of.
func overlap(a, b []source.Sample) (from, to time.Time) {
	from, to = a[0].At, a[len(a)-1].At
	if b[0].At.After(from) {
		from = b[0].At
	}
	if last := b[len(b)-1].At; last.Before(to) {
		to = last
	}
	return from, to
}

// meanOver returns the mean of what reports tell of a time: each is of the time
// since the one before it.
func meanOver(samples []source.Sample, from, to time.Time) float64 {
	sum := 0.0
	for i := 1; i < len(samples); i++ {
		began, ended := samples[i-1].At, samples[i].At
		if began.Before(from) {
			began = from
		}
		if ended.After(to) {
			ended = to
		}
		sum += samples[i].Value * max(ended.Sub(began).Seconds(), 0)
	}
	return sum / to.Sub(from).Seconds()
}

// children returns the iostats that are children of this process, zombies too.
func children(t *testing.T) []int {
	t.Helper()
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var all []int
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if fields[1] == strconv.Itoa(os.Getpid()) && bytes.Contains(text, []byte("(iostat)")) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			all = append(all, pid)
		}
	}
	return all
}

// wantNoChildren waits until no iostat is left, of parallel tests neither.
func wantNoChildren(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		sourcetest.Eventually(t, "no iostat is left", func() bool { return len(children(t)) == 0 })
	})
}
