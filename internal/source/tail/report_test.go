package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// tellings is what a follower tells next, one word each: lines, notices with
// their texts, and states.
func tellings(f *follower, now time.Time) string {
	var all []string
	for b, ok := f.next(now); ok; b, ok = f.next(now) {
		for _, n := range b.Notices {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s <%v>", n.Text, n.State)))
		}
		if len(b.Lines.Data) > 0 {
			all = append(all, strings.TrimSpace(string(b.Lines.Data)))
		}
	}
	return strings.Join(all, "; ")
}

// TestStateAtOnce renames a file away, and has it come again before the next
// notice of the kind is due.
func TestStateAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	d := drive(t, path)
	now := d.now
	check := func(wait time.Duration, want string) {
		t.Helper()
		now = now.Add(wait)
		d.look(now)
		if got := tellings(d.follower, now); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	const short = noticeEvery / 50
	must(t, os.Rename(path, path+".1"))
	check(short, "waiting for the file to appear <waiting>")
	put(t, path, "1\n")
	check(short, "the file has appeared <live>; 1")
	must(t, os.Rename(path, path+".2"))
	check(short, "<waiting>") // its text is not due
	put(t, path, "2\n")
	check(short, "<live>; 2")
	check(noticeEvery, "")
	must(t, os.Rename(path, path+".3"))
	check(short, "waiting for the file to appear <waiting>")
	must(t, os.Rename(path+".3", path))
	check(short, "the file has come back <live>")
	check(rotateWaitDefault, "")
}

func TestReportState(t *testing.T) {
	now := time.Now()
	var r report
	r.say(rotated, source.Notice{Text: "a", State: source.StateLive})
	r.say(fault, source.Notice{Text: "b", State: source.StateWaiting})
	if got := r.take(now); len(got) != 2 || got[0].State != source.StateSame || got[1].State != source.StateWaiting {
		t.Errorf("took %+v: only the last state counts", got)
	}
	r.say(fault, source.Notice{Text: "c", State: source.StateLive})
	if wait, ok := r.next(now); wait != 0 || !ok {
		t.Errorf("a state waits for %v", wait)
	}
	if got := r.take(now); len(got) != 1 || got[0] != (source.Notice{State: source.StateLive}) {
		t.Errorf("took %+v", got)
	}
	r.say(fault, source.Notice{Text: "d", State: source.StateWaiting})
	r.say(fault, source.Notice{Text: "e", State: source.StateLive})
	if got := r.take(now); len(got) != 0 {
		t.Errorf("took %+v, although the state is the one that was told", got)
	}
	if wait, _ := r.next(now); wait != noticeEvery {
		t.Errorf("waits for %v", wait)
	}
	if got := r.take(now.Add(noticeEvery)); len(got) != 1 || got[0].Text != "e (3 times)" {
		t.Errorf("took %+v", got)
	}
}

// TestAppearedFirst follows for real what TestStateAtOnce drives.
func TestAppearedFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}}))
	until(t, r, path, "0\n")
	must(t, os.Rename(path, path+".1"))
	r.Until("a notice", func() bool { return r.Noticed("waiting for the file") })
	begin := time.Now()
	put(t, path, "1\n")
	until(t, r, path, "0\n1\n")
	if took := time.Since(begin); !r.Noticed("has appeared") && took < noticeEvery {
		t.Errorf("the line came before the notice, after %v", took)
	}
	r.Stop()
}
