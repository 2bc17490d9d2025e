package ui

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// day is when the tests' data comes from.
var day = time.Date(2026, 11, 22, 9, 41, 7, 0, time.UTC)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// await returns when cond is true, which only a change in the store can make it.
func await(s *store.Store, what string, cond func() bool) {
	r := s.NewReader(!store.Hold)
	defer r.Close()
	deadline := time.After(patience)
	for !cond() {
		select {
		case <-r.Changed():
		case <-deadline:
			panic("waited in vain for " + what)
		}
	}
}

// feeder is a store with what fills it.
type feeder struct {
	*store.Store
	models []*model // that show it
	in     chan source.Batch
	offset map[string]int64
}

func newFeeder(t testing.TB, memory int64) *feeder {
	f := &feeder{
		Store:  store.New(store.Options{Memory: memory, Now: func() time.Time { return day }}),
		in:     make(chan source.Batch),
		offset: map[string]int64{},
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.Run(f.in)
	}()
	t.Cleanup(func() {
		for _, m := range f.models {
			m.close()
		}
		close(f.in)
		<-done
	})
	return f
}

// send has the store take b, and returns when it has.
func (f *feeder) send(b source.Batch) {
	if b.At.IsZero() {
		b.At = day
	}
	f.in <- b
	f.in <- source.Batch{Source: b.Source} // is taken once b is filed
}

// lines sends lines, each ended by a newline.
func (f *feeder) lines(name string, lines ...string) {
	f.text(name, strings.Join(lines, "\n")+"\n", false)
}

func (f *feeder) text(name, text string, open bool) {
	n := strings.Count(text, "\n")
	if !strings.HasSuffix(text, "\n") {
		n++
	}
	f.send(source.Batch{Source: name, Lines: source.Block{
		Data: []byte(text), Lines: n, Offset: f.offset[name], Open: open,
	}})
	f.offset[name] += int64(len(text))
}

// count sends the lines "line from" to "line to".
func (f *feeder) count(from, to int) {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	f.text("a.log", b.String(), false)
}

// samples sends a minute and a half of processor and disk use, with a gap.
func (f *feeder) samples() {
	for i := range 90 {
		if i >= 40 && i < 50 {
			continue
		}
		at, x := day.Add(time.Duration(i-90)*time.Second), float64(i)
		s := func(name, unit string, v float64) source.Sample {
			return source.Sample{At: at, Series: name, Unit: unit, Value: v}
		}
		f.send(source.Batch{Source: "iostat", At: at, Samples: []source.Sample{
			s("cpu.user", "%", 45+30*math.Sin(x/9)), s("cpu.system", "%", 12+8*math.Sin(x/5)),
			s("cpu.iowait", "%", max(0, 9*math.Sin(x/13))), s("cpu.idle", "%", 30),
			s("disk.sda.util", "%", 50+40*math.Sin(x/7)), s("disk.nvme0n1.util", "%", 20),
			s("net.eth0.rx", "B/s", 5e6+4e6*math.Sin(x/7)), s("net.eth0.tx", "B/s", 2e6),
		}})
	}
}

// scene fills a store with some of everything.
func scene(t testing.TB) *feeder {
	f := newFeeder(t, 0)
	f.samples()
	for i := range 60 {
		f.lines("/var/log/app/access.log", fmt.Sprintf(`10.0.0.%d - - "GET /item/%d HTTP/1.1" 200 %d`, i, i*37, i*991))
	}
	f.lines("/var/log/app/error.log", "09:41:01 INFO ready", "09:41:02 WARN upstream timed out (110) while connecting",
		"09:41:03 ERROR payment failed id=8812 dur=1204ms", "09:41:04 DEBUG retry 1", "09:41:05 FATAL out of memory")
	f.send(source.Batch{Source: "/var/log/app/access.log", Notices: []source.Notice{
		{Text: "rotated (old file read to its end, 0 lines lost)"},
		{Text: "3 lines were overwritten before they could be read", Severity: source.Warn, Lost: 3},
	}})
	f.send(source.Batch{Source: "/var/log/app/late.log", Notices: []source.Notice{
		{Text: "not there yet", Severity: source.Warn, State: source.StateWaiting},
	}})
	f.lines("/var/log/app/access.log", "日本語 wide, 👍🏽 emoji, e\u0301 combining", "tab\tand \x1b[31mcolour\x1b[m and bell\a",
		strings.Repeat("a long line ", 30))
	f.text("/var/log/app/error.log", "half a line", true)
	return f
}

var (
	dark  = theme{dark: true, profile: colorprofile.ANSI256, unicode: true}
	light = theme{profile: colorprofile.TrueColor, unicode: true}
	mono  = theme{dark: true, profile: colorprofile.ASCII, unicode: true}
	plain = theme{dark: true, profile: colorprofile.NoTTY}
	basic = theme{dark: true, profile: colorprofile.ANSI, unicode: true}
)

func newTestModel(f *feeder, t theme, width, height int) *model {
	m := newModel(f.Store, []string{"access.log", "error.log", "late.log", "iostat"}, t)
	m.zone = time.UTC
	m.resize(width, height)
	f.models = append(f.models, m)
	return m
}

// press presses keys, named as Bubble Tea names them, and draws after each.
func press(m *model, keys ...string) {
	for _, k := range keys {
		m.Update(terminal.KeysMsg{keyPress(k)})
		settle(m)
	}
}

// settle draws until all that can be found in the store is.
func settle(m *model) {
	await(m.store, "the end of the search", func() bool {
		busy := searching(m)
		screen(m)
		if busy && !searching(m) {
			screen(m) // it was drawn from less than there is now
		}
		return !searching(m)
	})
}

// searching reports whether m would show something else by and by.
func searching(m *model) bool {
	all := []*store.Matches{m.search.matches, m.errors.matches}
	if m.filtered != nil {
		all = append(all, m.filtered.matches)
	}
	for i := range m.lineGraphs {
		if !m.lineGraphs[i].measure.Progress().Done {
			return true
		}
	}
	for _, matches := range all {
		if matches != nil && !matches.Count().Done {
			return true
		}
	}
	wished := m.search.wish.direction != nowhere || m.errors.wish.direction != nowhere || m.log.aim.on && m.laid.draws(logFocus)
	return wished && m.shown.Past.Complete || m.histogram.seen && !m.histogram.done
}

func keyPress(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"tab": tea.KeyTab, "esc": tea.KeyEscape, "f1": tea.KeyF1,
		"enter": tea.KeyEnter, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		return tea.KeyPressMsg{Code: special[rest], Mod: tea.ModShift}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	r, _ := utf8.DecodeRuneInString(name)
	return tea.KeyPressMsg{Code: r, Text: name}
}

// screen draws a frame and returns its rows.
func screen(m *model) []string {
	var f terminal.Frame
	m.draw(&f)
	rows := make([]string, f.Rows())
	for i := range rows {
		rows[i] = string(f.Row(i))
	}
	return rows
}

// checkRows asserts that rows fill width × height cells exactly and hold no
// escape sequence but colours.
func checkRows(t testing.TB, rows []string, width, height int) {
	t.Helper()
	if len(rows) != height {
		t.Fatalf("%d rows, want %d", len(rows), height)
	}
	for i, row := range rows {
		if w := line.Width([]byte(row)); w != width {
			t.Errorf("row %d has %d columns, want %d: %q", i, w, width, row)
		}
		if got := line.Clean(nil, []byte(row), line.CleanOptions{KeepSGR: true}); !bytes.Equal(got, []byte(row)) && string(got) != row+reset {
			t.Errorf("row %d is not clean: %q", i, row)
		}
	}
}

// golden compares rows with a file, in which ␛ stands for ESC.
func golden(t *testing.T, name string, rows []string) {
	t.Helper()
	got := strings.ReplaceAll(strings.Join(rows, "\n")+"\n", "\x1b", "␛")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run go test -update to accept)\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}
