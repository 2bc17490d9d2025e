package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// refused returns lines that differ in their times and ids only.
func refused(from, to int) []string {
	var all []string
	for i := from; i <= to; i++ {
		all = append(all, fmt.Sprintf("09:41:%02d.%03d connection to the database refused, attempt 0x%d", i/1000%60, i%1000, 10_000+i))
	}
	return all
}

func TestFold(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"one", refused(1, 1), refused(1, 1)},
		{"two", refused(1, 2), refused(1, 2)},
		{"three", refused(1, 3), []string{refused(3, 3)[0] + " ×3 over 2 ms"}},
		{"between others", slices.Concat([]string{"before"}, refused(1, 14), []string{"behind"}), []string{
			"before", refused(14, 14)[0] + " ×14 over 13 ms", "behind",
		}},
		{"two runs", slices.Concat(refused(1, 4), []string{"x", "x", "x"}, refused(5, 6)), []string{
			refused(4, 4)[0] + " ×4 over 3 ms", "x ×3", refused(5, 5)[0], refused(6, 6)[0],
		}},
		{"another level", []string{"ERROR x", "ERROR x", "WARN x", "WARN x"}, []string{"ERROR x", "ERROR x", "WARN x", "WARN x"}},
		{"what is short", []string{"n=1", "n=2", "n=3"}, []string{"n=1", "n=2", "n=3"}},
		{"blank lines", []string{"a", "", "", "", "b"}, []string{"a", "", "", "", "b"}},
		{"records of lines", []string{
			"09:41:01 ERROR boom", "  at a", "09:41:02 ERROR boom", "  at a", "09:41:03 ERROR boom", "  at a", "09:41:04 ERROR boom",
		}, []string{
			"09:41:01 ERROR boom", "  at a", "09:41:02 ERROR boom", "  at a", "09:41:03 ERROR boom", "  at a", "09:41:04 ERROR boom",
		}},
		{"within a record", []string{"09:41:01 ERROR boom", "  at a", "  at a", "  at a"}, []string{
			"09:41:01 ERROR boom", "  at a", "  at a", "  at a",
		}},
		{"a level in numbers", []string{
			`{"level":30,"msg":"the request is done"}`, `{"level":30,"msg":"the request is done"}`, `{"level":50,"msg":"the request is done"}`,
		}, []string{
			`{"level":30,"msg":"the request is done"}`, `{"level":30,"msg":"the request is done"}`, `{"level":50,"msg":"the request is done"}`,
		}},
		{"the newest goes on", []string{"09:41:01 ERROR boom", "09:41:02 ERROR boom", "09:41:03 ERROR boom", "  at a"}, []string{
			"09:41:03 ERROR boom ×3 over 2 s", "  at a",
		}},
	} {
		for _, wrap := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/wrap=%v", c.name, wrap), func(t *testing.T) {
				f := newFeeder(t, 0)
				f.lines("a.log", c.lines...)
				m := newTestModel(f, mono, 120, 24)
				m.setWrap(wrap)
				got := body(m)
				if want := append(slices.Clone(c.want), make([]string, len(got)-len(c.want))...); !slices.Equal(got, want) {
					t.Errorf("%q, want %q", got, want)
				}
				press(m, "g", "G")
				if again := body(m); !slices.Equal(again, got) {
					t.Errorf("then %q", again)
				}
				press(m, "r")
				if all := body(m)[:len(c.lines)]; !slices.Equal(all, c.lines) {
					t.Errorf("not folded: %q", all)
				}
			})
		}
	}
}

// Lines of other sources, and half lines, are no repeats.
func TestFoldKeepsApart(t *testing.T) {
	f := newFeeder(t, 0)
	for i := range 6 {
		f.lines(fmt.Sprintf("%d.log", i%2), "the same")
	}
	f.lines("1.log", "the same", "the same")
	f.text("1.log", "the same", true)
	m := newTestModel(f, mono, 80, 24)
	if got := strings.Count(stripped(m), "the same"); got != 7 {
		t.Errorf("%d rows, want 7:\n%s", got, stripped(m))
	}
	if !strings.Contains(stripped(m), "the same ×3") || !strings.Contains(stripped(m), "the same~") {
		t.Errorf("the run is not of the three whole lines:\n%s", stripped(m))
	}
}

// A run grows while the log follows, and is left alone while it does not.
func TestFoldGrows(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "first")
	m := newTestModel(f, mono, 120, 14)
	screen(m)
	last := func() string { return body(m)[1] }
	for n := 5; n <= 5000; n += 5 {
		f.lines("a.log", refused(n-4, n)...)
		if got, want := last(), fmt.Sprintf("×%s over", group(uint64(n))); !strings.Contains(got, want) {
			t.Fatalf("%q, want %s", got, want)
		}
	}
	press(m, "k", "j")
	before := body(m)
	f.lines("a.log", refused(5001, 6000)...)
	if after := body(m); !strings.Contains(after[1], "×5 000 ") || after[1] != before[1] {
		t.Errorf("while it is read: %q, want %q", after, before)
	}
	if got := body(m)[2]; !strings.Contains(got, "×1 000 ") {
		t.Errorf("what came below: %q", got)
	}
	press(m, "G")
	if !strings.Contains(last(), "×6 000 over 5 s") {
		t.Errorf("following again: %q", last())
	}
}

// Lines that are shown one by one stay so, also where the next one that repeats
// them is below the screen.
func TestFoldAtTheEdge(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", slices.Concat(span10(1, 20), refused(1, 2))...)
	m := newTestModel(f, mono, 120, 14)
	screen(m)
	press(m, "ctrl+y")
	want := append(span10(12, 20), refused(1, 1)...)
	if got := body(m); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	f.lines("a.log", refused(3, 9)...)
	if got := body(m); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	press(m, "G")
	if got := body(m); !strings.Contains(got[9], "×9 over 8 ms") {
		t.Errorf("following: %q", got)
	}
}

func TestUnfold(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", slices.Concat([]string{"first"}, refused(1, 5), []string{"last"})...)
	m := newTestModel(f, mono, 120, 14)
	screen(m)
	press(m, "k", "enter")
	want := slices.Concat([]string{"first"}, refused(1, 5), []string{"last", "", "", ""})
	if got := body(m); !slices.Equal(got, want) {
		t.Errorf("unfolded: %q, want %q", got, want)
	}
	press(m, "j", "enter")
	if got := body(m)[1]; !strings.Contains(got, "×5") || !strings.Contains(marked(m), "×5") {
		t.Errorf("folded again: %q, cursor on %q", got, marked(m))
	}
	press(m, "/")
	typeIn(m, "10003")
	press(m, "enter")
	if got := body(m); marked(m) != refused(3, 3)[0] || !slices.Equal(got, want) {
		t.Errorf("a hit in a run: %q, cursor on %q", got, marked(m))
	}
	press(m, "esc", "G", "enter") // nothing to unfold
	if !m.log.follow {
		t.Error("enter on a line stopped following")
	}
}

// Notices that say the same fold as well.
func TestNoticesFold(t *testing.T) {
	f := newFeeder(t, 0)
	for range 5 {
		f.send(source.Batch{Source: "a.log", Notices: []source.Notice{{Text: "cannot be read", Severity: source.Warn}}})
	}
	m := newTestModel(f, mono, 80, 14)
	if got := body(m); got[0] != "── a.log: cannot be read ── ×5" || got[1] != "" {
		t.Errorf("%q", got)
	}
}

// However long a run is, a frame looks at few lines, and says what it does not
// know.
func TestLongRun(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "first")
	f.lines("a.log", refused(1, 20_000)...)
	m := newTestModel(f, mono, 120, 14)
	frames := 0
	m.dirty = func() { frames++ }
	if got := body(m)[0]; !strings.HasSuffix(got, "+") {
		t.Errorf("%q claims to be all", got)
	}
	if n := m.log.fold.runs[0].lines; n > foldLook {
		t.Errorf("looked at %d lines", n)
	}
	for i := 0; m.log.fold.short && i < 30; i++ {
		screen(m)
	}
	if got := body(m); got[0] != "first" || !strings.Contains(got[1], "×20 000 over 19 s") {
		t.Errorf("in the end: %q", got[:2])
	}
	asked := frames
	screen(m)
	if asked == 0 || frames != asked {
		t.Errorf("%d frames asked for, and then %d more", asked, frames-asked)
	}
	m.log.fold.reset()
	press(m, "G", "k", "g") // from both ends
	for i := 0; m.log.fold.short && i < 30; i++ {
		screen(m)
	}
	if got := body(m); got[0] != "first" || !strings.Contains(got[1], "×20 000 over 19 s") || got[2] != "" {
		t.Errorf("from the start: %q", got[:3])
	}
	press(m, "j", "j")
	f.lines("a.log", "last")
	if !m.log.follow || body(m)[2] != "last" {
		t.Errorf("follow %v, %q", m.log.follow, body(m)[:3])
	}
}

// A run whose first lines are gone is told of as it was seen.
func TestFoldOfWhatIsGone(t *testing.T) {
	f := newFeeder(t, 64<<10)
	f.lines("a.log", "first")
	m := newTestModel(f, mono, 120, 14)
	for i := range 60 {
		f.lines("a.log", refused(100*i+1, 100*i+100)...)
		screen(m)
	}
	if m.live.First < 100 {
		t.Fatalf("nothing was dropped")
	}
	if got := body(m); got[0] != "first" || !strings.Contains(got[1], "no longer kept") || !strings.Contains(got[2], "×6 000 over") {
		t.Errorf("%q", got[:3])
	}
	m.log.shown = nil // the first line leaves the screen
	press(m, "g")
	if got := body(m); !strings.Contains(got[0], "older lines are no longer kept") || !strings.Contains(got[1], "×6 000 over") || got[2] != "" {
		t.Errorf("the oldest: %q", got[:3])
	}
	m = newTestModel(f, mono, 120, 14)
	kept := uint64(m.store.Snapshot().Next) - uint64(m.store.Snapshot().First)
	if got := body(m); !strings.Contains(got[0], "older lines are no longer kept") || !strings.Contains(got[1], "×"+group(kept)+" over") || got[2] != "" {
		t.Errorf("from the start: %q", got[:3])
	}
	press(m, "g", "j", "enter")
	if got := body(m); !strings.Contains(got[0], "no longer kept") || !strings.Contains(got[1], "attempt") || strings.Contains(got[1], "×") {
		t.Errorf("unfolded: %q", got[:3])
	}
}

func TestSilence(t *testing.T) {
	at := func(s int) string {
		return time.Date(2026, 11, 22, 9, 0, s, 0, time.UTC).Format(time.RFC3339) + fmt.Sprintf(" INFO n=%d", s)
	}
	f := newFeeder(t, 0)
	for _, s := range []int{0, 1, 2, 3, 4, 44, 45, 300, 301} {
		f.lines("a.log", at(s))
	}
	want := []string{
		at(0), at(1), at(2), at(3), at(4), "── 40 s of silence ──", at(44), at(45), "── 4 min 15 s of silence ──", at(300), at(301),
	}
	for _, wrap := range []bool{false, true} {
		m := newTestModel(f, mono, 80, 24)
		m.setWrap(wrap)
		if got := body(m)[:len(want)]; !slices.Equal(got, want) {
			t.Errorf("wrap=%v: %q, want %q", wrap, got, want)
		}
		if row := screen(m)[1]; strings.Contains(row, "11") {
			t.Errorf("%q counts the rulers", row)
		}
		press(m, "k", "k")
		if got := marked(m); got != at(45) { // past no ruler
			t.Errorf("two lines up: %q", got)
		}
		addFilter(m, "!n=45")
		if got := body(m); got[7] != "── 4 min 16 s later ──" {
			t.Errorf("filtered: %q", got)
		}
		m.setSilence(time.Hour)
		if text := stripped(m); strings.Contains(text, "later") {
			t.Errorf("told less than an hour:\n%s", text)
		}
	}
}

// A ruler that is shown stays when the line above it is dropped.
func TestSilenceStays(t *testing.T) {
	f := newFeeder(t, 64<<10)
	f.lines("a.log", "2026-11-22T09:00:00Z INFO "+strings.Repeat("x", 900))
	for i := range 12 {
		f.lines(fmt.Sprintf("%d.log", i%2), fmt.Sprintf("2026-11-22T10:00:%02dZ INFO n=%d ", i, i)+strings.Repeat("x", 900))
	}
	m := newTestModel(f, mono, 80, 14)
	screen(m)
	press(m, "g", "ctrl+e")
	want := body(m)
	if !strings.Contains(want[0], "1 h of silence") {
		t.Fatalf("%q on top", want[0])
	}
	for i := 0; m.live.First != 1; i++ {
		if i == 1000 {
			t.Fatal("the first line is never dropped alone")
		}
		f.lines(fmt.Sprintf("%d.log", i%2), strings.Repeat("y", 500))
		if got := body(m); !slices.Equal(got, want) {
			t.Fatalf("first %d: %q, want %q", m.live.First, got, want)
		}
	}
}

// Between lines that come evenly there is no silence.
func TestEvenSilence(t *testing.T) {
	f := newFeeder(t, 0)
	for i := range 40 {
		f.lines("a.log", fmt.Sprintf("2026-11-22T09:%02d:00Z INFO n=%d", i, i))
	}
	f.lines("a.log", "2026-11-22T10:30:00Z INFO n=40")
	m := newTestModel(f, mono, 80, 30)
	if text := stripped(m); strings.Count(text, "silence") != 1 || !strings.Contains(text, "51 min of silence") {
		t.Errorf("%s", text)
	}
}
