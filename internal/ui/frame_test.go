package ui

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// hostile is text that tries to be more than text.
var hostile = []string{
	"\x1b[2J\x1b[H", "\x1b]0;title\a", "\x1b]52;c;ZXZpbA==\a", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"\x1bP1;2|dcs\x1b\\", "\x1b]unterminated", "\x1b[unterminated", "\x1bc", "\x1b(0", "\x1b[6n", "\x9b2J", "\u009b2J",
	"a\rb", "a\bb", "\a\v\f\x0e\x0f\x00\x7f", "\u202egnp.exe", "\u2066x\u2069", "\u2028", "\xff\xfe\xc0\x80",
	"\x1b[31;8mconceal", "e" + strings.Repeat("\u0301", 50), "\U000e0041tag", "\ufeffbom", "\x1b[?1049l", "\x1b[5;10r",
	"\t\t", "日本語👍🏽👨\u200d👩\u200d👧 हिन्दी ⚠\ufe0f", "\u0301first",
}

// No text from outside, wherever it comes in, gets more than cells and colours.
func TestHostileText(t *testing.T) {
	f := newFeeder(t, 0)
	for i, h := range hostile {
		one := strings.ReplaceAll(h, "\n", "")
		f.send(source.Batch{
			Source:  "src" + one,
			Lines:   source.Block{Data: []byte(h + "\n"), Lines: 1},
			Notices: []source.Notice{{Text: h, State: source.State(i % 5), Severity: source.Severity(i % 3)}},
			Samples: []source.Sample{
				{At: day.Add(-time.Second), Series: "g" + one + ".x" + one, Value: 1, Unit: one},
				{At: day, Series: "g" + one + ".x" + one, Value: 1e300, Unit: one},
			},
			Tables: []source.Table{{Name: h, Columns: []string{h}, Rows: []source.Row{{ID: h, Cells: []string{h}}}}},
		})
	}
	for _, size := range [][2]int{{160, 50}, {80, 24}, {20, 5}, {10, 3}} {
		for _, title := range hostile {
			m := newModel(f.Store, []string{title}, dark)
			defer m.close()
			m.resize(size[0], size[1])
			checkRows(t, screen(m), size[0], size[1])
			for _, key := range []string{"w", "l", "z", "tab", "space", "g", "?", "esc", "T", "z", "]", "l", "T", "M", "space", "esc", "i"} {
				press(m, key)
				checkRows(t, screen(m), size[0], size[1])
			}
		}
	}
}

// FuzzLayout draws screens of any size after any keys: never a panic, always
// as many cells as the size says.
func FuzzLayout(f *testing.F) {
	for _, s := range []string{"", "w", "z?", "tzz", "gkjw", "space"} {
		f.Add(80, 24, uint8(0), s)
	}
	f.Add(0, 0, uint8(1), "w")
	f.Add(1, 1, uint8(2), "z")
	f.Add(-5, 1<<20, uint8(3), "z")
	f.Add(65535, 65535, uint8(3), "?")
	f.Add(21, 6, uint8(7), "wtz")
	f.Add(80, 24, uint8(0), "TzNG]kT")
	f.Add(160, 50, uint8(4), "T]TPl")
	f.Add(80, 24, uint8(2), "/wa&xnNeE{}iM1234")
	f.Add(40, 10, uint8(3), "ilhgG4C/ar")
	f.Add(80, 24, uint8(0), "rtjjkG#&ar")
	f.Add(160, 50, uint8(1), "rtttjjzNPr#]")
	full := scene(f)
	full.ranking("rank:game", 30)
	full.ranking("rank:\u65e5\u672c", 2)
	names := map[rune]string{
		't': "tab", 's': "space", 'C': "ctrl+f", 'r': "enter", 'B': "backspace", 'x': "x", 'u': "ctrl+u", 'd': "ctrl+d", 'P': "pgup", 'N': "pgdown", 'e': "esc",
	}
	f.Fuzz(func(t *testing.T, width, height int, look uint8, keys string) {
		m := newTestModel(full, []theme{dark, light, mono, plain, basic}[look%5], width, height)
		defer m.close()
		screen(m)
		for i, k := range keys {
			if i > 20 {
				break
			}
			if k > 0x7e || k < 0x21 || k == 'q' {
				continue
			}
			name := string(k)
			if n := names[k]; n != "" {
				name = n
			}
			m.Update(terminal.KeysMsg{keyPress(name)})
			m.resize(width-i, height-i%3)
			checkRows(t, screen(m), m.width, m.height)
		}
		checkRows(t, screen(m), m.width, m.height)
	})
}

func TestResizeStorm(t *testing.T) {
	m := newTestModel(scene(t), dark, 80, 24)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		m.Update(tea.WindowSizeMsg{Width: rng.IntN(200), Height: rng.IntN(60)})
		if rng.IntN(4) == 0 {
			checkRows(t, screen(m), m.width, m.height)
		}
	}
}

func TestTheme(t *testing.T) {
	m := newTestModel(scene(t), dark, 80, 24)
	before := strings.Join(screen(m), "\n")
	m.Update(tea.BackgroundColorMsg{Color: ansi.BrightWhite})
	if strings.Join(screen(m), "\n") == before {
		t.Error("a light background changed nothing")
	}
	m.Update(tea.BackgroundColorMsg{Color: ansi.Black})
	if strings.Join(screen(m), "\n") != before {
		t.Error("a dark background did not bring the dark theme back")
	}
}

func TestCrashBecomesError(t *testing.T) {
	m := newTestModel(scene(t), dark, 80, 24)
	m.styles = nil
	_, cmd := m.Update(terminal.FrameMsg{Frame: &terminal.Frame{}, Done: make(chan struct{})})
	var crash *terminal.CrashError
	if cmd == nil || !errors.As(m.err, &crash) || !strings.Contains(string(crash.Stack), "frame.go") {
		t.Errorf("cmd %v, error %v: want an error with the stack", cmd, m.err)
	}
	crash = &terminal.CrashError{Value: "two\nlines\x1b[2J", Stack: []byte("goroutine 1")}
	if got := crash.Error(); strings.ContainsAny(got, "\n\x1b") || strings.Contains(got, "goroutine") {
		t.Errorf("the error is %q, want one clean line without the stack", got)
	}
}

// A screen on which nothing changes by itself asks for no more frames.
func TestSettled(t *testing.T) {
	now := day
	st := store.New(store.Options{Now: func() time.Time { return now }})
	in := make(chan source.Batch, 1)
	in <- source.Batch{Source: "a.log", At: day, Lines: source.Block{Data: []byte("x\n"), Lines: 1}}
	close(in)
	st.Run(in)
	m := newTestModel(&feeder{Store: st}, dark, 80, 24)
	var f terminal.Frame
	for after, want := range map[time.Duration]bool{time.Second: true, time.Minute: false} {
		now = day.Add(after)
		if m.draw(&f); f.Settle != want {
			t.Errorf("%v after a line: settle %v, want %v", after, f.Settle, want)
		}
	}
}

// More lines than anybody reads are a flood, for as long as they come.
func TestFlood(t *testing.T) {
	f := newFeeder(t, 0)
	m := newTestModel(f, dark, 80, 24)
	var frame terminal.Frame
	m.draw(&frame)
	next := 1
	for _, n := range []int{floodFrom, floodFrom + 1, 0} {
		f.count(next, next+n-1)
		next += n
		if m.draw(&frame); frame.Flood != (n > floodFrom) {
			t.Errorf("%d lines: flood %v", n, frame.Flood)
		}
	}
}

// BenchmarkFrame draws a screen of 160×50 with two graphs and a full log. The
// work must not grow with the log.
func BenchmarkFrame(b *testing.B) {
	for _, lines := range []int{1_000, 100_000} {
		for _, c := range []struct {
			name   string
			keys   []string
			shared bool
		}{{"cut", nil, false}, {"wrap", []string{"w"}, false}, {"shared", nil, true}} {
			b.Run(fmt.Sprintf("%d lines/%s", lines, c.name), func(b *testing.B) {
				f := newFeeder(b, 0)
				f.samples()
				var text strings.Builder
				for i := range lines {
					fmt.Fprintf(&text, "2026-11-22T09:41:07.%03dZ app WARN request %d took longer than it should have id=%d\n", i%1000, i, i*7919)
					if i%500 == 499 {
						f.text("a.log", text.String(), false)
						text.Reset()
					}
				}
				m := newTestModel(f, dark, 160, 50)
				if c.shared {
					shareWith(m, nil)
					m.Update(viewers(2, 1))
				}
				var fr terminal.Frame
				m.draw(&fr)
				for _, k := range c.keys {
					m.Update(terminal.KeysMsg{keyPress(k)})
				}
				b.ReportAllocs()
				for b.Loop() {
					m.draw(&fr)
				}
			})
		}
	}
	for _, c := range []struct {
		name string
		span time.Duration
		far  bool // there is a day of samples
	}{{"new sample", 0, false}, {"new sample/day", 24 * time.Hour, true}} {
		b.Run(c.name, func(b *testing.B) {
			f := newFeeder(b, 0)
			if c.far {
				f.daySamples()
			}
			f.samples()
			f.count(1, 1000)
			m := newTestModel(f, dark, 180, 50) // as wide as three graphs need
			m.setSpan(c.span)
			var fr terminal.Frame
			m.draw(&fr)
			if n := len(m.laid.graphs); n != 3 {
				b.Fatalf("%d graphs, want 3", n)
			}
			b.ReportAllocs()
			for b.Loop() {
				forgetGraphs(m)
				m.draw(&fr)
			}
		})
	}
}

// forgetGraphs has all graphs drawn again, as if their series had changed.
func forgetGraphs(m *model) {
	m.version = 0
	for i := range m.graphs {
		m.graphs[i].drawn = graphKey{}
	}
}

// daySamples sends a day of samples of what samples sends, up to where these
// begin.
func (f *feeder) daySamples() {
	const n = 24 * 3600
	for _, name := range []string{"cpu.user", "cpu.system", "cpu.iowait", "cpu.idle", "disk.sda.util", "disk.nvme0n1.util"} {
		all := make([]source.Sample, n)
		for i := range all {
			at := day.Add(time.Duration(i-n-90) * time.Second)
			all[i] = source.Sample{At: at, Series: name, Unit: "%", Value: float64(i % 97)}
		}
		f.send(source.Batch{Source: "iostat", At: day, Samples: all})
	}
}

// The work of a frame must not grow with the log.
func TestFrameAllocations(t *testing.T) {
	for _, lines := range []int{100, 10_000} {
		f := newFeeder(t, 0)
		f.samples()
		f.ranking("rank:game", lines)
		for i := 1; i < lines; i += 100 {
			f.count(i, i+99)
		}
		m := newTestModel(f, dark, 160, 50)
		var fr terminal.Frame
		m.draw(&fr)
		if n := testing.AllocsPerRun(20, func() { m.draw(&fr) }); n > 100 {
			t.Errorf("%v allocations a frame with %d lines, want at most 100", n, lines)
		}
	}
}

// A frame with three graphs and a new sample is the dearest that is drawn often.
func TestFrameAllocationsOfASample(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.count(1, 1000)
	m := newTestModel(f, dark, 180, 50)
	var fr terminal.Frame
	m.draw(&fr)
	if len(m.laid.graphs) != 3 {
		t.Fatalf("%d graphs, want 3", len(m.laid.graphs))
	}
	n := testing.AllocsPerRun(20, func() {
		forgetGraphs(m)
		m.draw(&fr)
	})
	if n > 400 {
		t.Errorf("%v allocations, want at most 400", n)
	}
}

// BenchmarkFrameRepeats draws a screen that follows a million lines which
// repeat, as if new ones came with each frame.
func BenchmarkFrameRepeats(b *testing.B) {
	f := newFeeder(b, 0)
	f.samples()
	text := strings.Repeat("2026-11-22T09:41:07.000Z app WARN the database refused the connection, attempt 12345\n", 1000)
	for range 1000 {
		f.text("a.log", text, false)
	}
	m := newTestModel(f, dark, 160, 50)
	var fr terminal.Frame
	for m.draw(&fr); m.log.fold.short; {
		m.draw(&fr)
	}
	if got := m.log.shown[0].run.lines; got != 1_000_000 {
		b.Fatalf("a run of %d lines", got)
	}
	fresh := text[:len(text)*833/1000] // in a frame, of 50 000 a second
	for _, live := range []bool{false, true} {
		b.Run(fmt.Sprintf("live=%v", live), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if live {
					b.StopTimer()
					f.text("a.log", fresh, false)
					b.StartTimer()
				}
				m.draw(&fr)
			}
		})
	}
}
