package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
)

// past has a source begin with a file of text behind it, and index it if asked
// to.
func (f *feeder) past(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "past.log")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f.send(source.Batch{Source: name, Past: &source.Past{Files: []source.PastFile{{
		Open: func(context.Context) (*source.File, int64, int64, error) {
			file, err := os.Open(path)
			if err != nil {
				return nil, 0, 0, err
			}
			return source.NewFile(path, file, file.Close), 0, int64(len(text)), nil
		},
		Name: path, Size: int64(len(text)), Modified: day,
	}}}})
}

// index reads the past until all of it is known.
func (f *feeder) index() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.Index(ctx)
	}()
	defer func() {
		cancel()
		<-done
	}()
	await(f.Store, "the past to be indexed", func() bool {
		v := f.Snapshot()
		return v.Past.Complete
	})
}

func pastLines(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

// Lines of the past come in above what is shown, which does not move; their
// numbers are known when all of them are.
func TestPastComesAbove(t *testing.T) {
	f := newFeeder(t, 0)
	f.past(t, "a.log", pastLines(1, 30_000))
	f.count(30_001, 30_100)
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	press(m, "pgup")
	want := span10(30_081, 30_090)
	if got := body(m); !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	if row := screen(m)[1]; !strings.Contains(row, "… of ") {
		t.Errorf("%q gives a number that nobody knows", row)
	}
	if row := lastRow(m); !strings.Contains(row, "indexing 0 %") {
		t.Errorf("%q tells no progress", row)
	}
	f.index()
	if got := body(m); !slices.Equal(got, want) {
		t.Errorf("indexed: %q, want %q", got, want)
	}
	if row := screen(m)[1]; !strings.Contains(row, "30 090 of 30 100") {
		t.Errorf("%q, want 30 090 of 30 100", row)
	}
	if row := lastRow(m); strings.Contains(row, "indexing") {
		t.Errorf("%q still tells progress", row)
	}
	press(m, "g")
	if got := body(m); !slices.Equal(got, span10(1, 10)) {
		t.Errorf("oldest: %q", got)
	}
	press(m, "pgdown", "G")
	if got := body(m); !slices.Equal(got, span10(30_091, 30_100)) {
		t.Errorf("newest: %q", got)
	}
}

// g goes on to older lines as they are found, until the next key.
func TestOldestGoesOn(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want int
	}{{[]string{"g"}, 1}, {[]string{"g", "j"}, 30_001}} {
		f := newFeeder(t, 0)
		f.past(t, "a.log", pastLines(1, 30_000))
		f.count(30_001, 30_100)
		m := newTestModel(f, mono, 60, 14)
		screen(m)
		press(m, c.keys...)
		f.index()
		if got := body(m); !slices.Equal(got, span10(c.want, c.want+9)) {
			t.Errorf("%q: %q, want line %d on top", c.keys, got, c.want)
		}
		if f.count(30_101, 30_200); m.log.oldest && c.want != 1 {
			t.Error("it still goes on")
		}
	}
}

// A line number that is not known yet is gone to when it is.
func TestGoToWaitsForThePast(t *testing.T) {
	f := newFeeder(t, 0)
	f.past(t, "a.log", pastLines(1, 30_000))
	f.count(30_001, 30_100)
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	press(m, ":")
	typeIn(m, "1200")
	press(m, "enter")
	if got := body(m)[0]; got != "line 30091" {
		t.Errorf("%q on top while it is indexed", got)
	}
	if row := lastRow(m); !strings.Contains(row, "searching") {
		t.Errorf("%q does not say that it looks for it", row)
	}
	f.index()
	if got := body(m)[0]; got != "line 1200" {
		t.Errorf("%q on top, want line 1200", got)
	}
}

// Lines that are gone between those that can be read are one line, from both
// sides.
func TestGoneLinesAreOne(t *testing.T) {
	f := newFeeder(t, 64<<10)
	f.past(t, "a.log", pastLines(1, 100))
	f.index()
	for i := range 200 {
		f.lines(fmt.Sprintf("b%d.log", i%2), strings.Repeat("x", 900), fmt.Sprintf("y %d", i))
	}
	m := newTestModel(f, mono, 80, 14)
	settle(m)
	press(m, "g")
	if got := body(m)[0]; !strings.HasSuffix(got, "line 1") {
		t.Fatalf("%q is the oldest", got)
	}
	press(m, slices.Repeat([]string{"pgdown"}, 10)...)
	press(m, "k")
	gone := 0
	for _, row := range body(m) {
		if strings.Contains(row, "no longer kept") {
			gone++
			if !strings.Contains(row, " of b") {
				t.Errorf("%q does not say whose", row)
			}
		}
	}
	if gone == 0 {
		t.Errorf("nothing is gone in %q", body(m))
	}
	press(m, "G")
	for range 60 {
		press(m, "pgup")
		checkRows(t, screen(m), 80, 14)
	}
	if got := body(m)[0]; !strings.HasSuffix(got, "line 1") {
		t.Errorf("%q is on top, want the oldest line", got)
	}
}

// From wherever they are looked at, lines that are gone are the same ones.
func TestGoneLinesFromAnywhere(t *testing.T) {
	f := newFeeder(t, 512<<10)
	f.past(t, "a.log", pastLines(1, 100))
	f.index()
	for i := range 200 {
		f.lines("b.log", fmt.Sprintf("%d ", i)+strings.Repeat("x", 20_000))
	}
	v := f.Snapshot()
	view := allLines{&v}
	kept := int64(0)
	for ; kept < v.Next && v.Lines(nil, kept, 1)[0].Gone > 0; kept++ {
	}
	if kept < 50 || kept == v.Next {
		t.Fatalf("%d lines are gone", kept)
	}
	for _, seq := range []int64{0, 1, 30, kept - 1} {
		lines, _ := view.from(nil, seq, 3)
		if len(lines) != 3 || lines[0].Seq != 0 || int64(lines[0].Gone) != kept || lines[1].Seq != kept {
			t.Errorf("from %d: %d lines, the first is %d and %d more gone", seq, len(lines), lines[0].Seq, lines[0].Gone)
		}
	}
	lines, _ := view.before(nil, kept+1, 4)
	var got []int64
	for _, l := range lines {
		got = append(got, l.Seq)
	}
	if want := []int64{-2, -1, 0, kept}; !slices.Equal(got, want) {
		t.Errorf("before %d: %d, want %d", kept+1, got, want)
	}
}

// A time that is before all that is known yet leads on as older lines are found.
func TestGoToTimeWaitsForThePast(t *testing.T) {
	var text strings.Builder
	for i := range 36_000 { // ten hours
		fmt.Fprintf(&text, "2026-11-22 %02d:%02d:%02d n=%d\n", i/3600, i/60%60, i%60, i)
	}
	f := newFeeder(t, 0)
	f.past(t, "a.log", text.String())
	f.lines("a.log", "2026-11-22 10:00:00 n=36000")
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	press(m, ":")
	typeIn(m, "01:00")
	press(m, "enter")
	f.index()
	settle(m)
	if got := body(m)[0]; !strings.HasSuffix(got, "n=3600") {
		t.Errorf("%q on top, want n=3600", got)
	}
}
