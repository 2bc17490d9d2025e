package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// Whatever keys do has a command of the same name, and each command help that
// has room beside it on a screen of 80 columns.
func TestEveryKeyHasACommand(t *testing.T) {
	names := map[string]bool{}
	for _, c := range commands() {
		if names[c.name] {
			t.Errorf("%q is there twice", c.name)
		}
		names[c.name] = true
		if c.help == "" || len(c.help) > 51 || len(c.usage()) > maxUsage || strings.HasSuffix(c.help, ".") {
			t.Errorf("%s: %d columns of help: %q", c.usage(), len(c.help), c.help)
		}
		key := slices.Contains(KeyNames(), c.name)
		switch {
		case !key && c.run == nil:
			t.Errorf("%q does nothing", c.name)
		case !key && c.optional():
			t.Errorf("%q has no key to do what it does without arguments", c.name)
		case c.takes() && c.run == nil:
			t.Errorf("%q passes over its arguments", c.name)
		}
	}
	for _, name := range KeyNames() {
		if !names[name] {
			t.Errorf("the key %q has no command", name)
		}
	}
}

// typeCommand types a command and enters it.
func typeCommand(m *model, text string) {
	press(m, ":")
	typeIn(m, text)
	press(m, "enter")
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   func(m *model) bool
	}{
		{"pause", func(m *model) bool { return m.paused }},
		{"  pause  ", func(m *model) bool { return m.paused }},
		{"wrap", func(m *model) bool { return m.log.wrap }},
		{"wrap on", func(m *model) bool { return m.log.wrap }},
		{"wrap off", func(m *model) bool { return !m.log.wrap }},
		{"set wrap on", func(m *model) bool { return m.log.wrap }},
		{"set wrap=on", func(m *model) bool { return m.log.wrap }},
		{"up", func(m *model) bool { return !m.log.follow }},
		{"top", func(m *model) bool { return body(m)[0] == "line 1" }},
		{"help", func(m *model) bool { return m.help }},
		{"filter line 7", func(m *model) bool { return len(m.filters.list) == 1 && m.filtered != nil }},
		{"filter", func(m *model) bool { return m.prompt.open && m.prompt.kind == filterPrompt }},
		{"search 55", func(m *model) bool { return marked(m) == "line 55" || m.search.matches != nil }},
		{"search", func(m *model) bool { return m.prompt.open && m.prompt.kind == searchPrompt }},
		{"command", func(m *model) bool { return m.prompt.open && m.prompt.kind == goToPrompt }},
		{"level warn", func(m *model) bool { return m.filters.list[0].text == "level>=warn" }},
		{"mute a.log", func(m *model) bool { return m.filters.muted("a.log") }},
		{"sources", func(m *model) bool { return m.panel.kind == sourcePanel }},
		{"goto 5", func(m *model) bool { return marked(m) == "line 5" }},
		{"5", func(m *model) bool { return marked(m) == "line 5" }},
		{"50%", func(m *model) bool { return marked(m) == "line 51" }},
		{"histogram", func(m *model) bool { return m.histogram.open && m.focus == histogramFocus }},
		{"show detail", func(m *model) bool { return m.detail.open && m.laid.draws(detailFocus) }},
		{"hide log", func(m *model) bool {
			return m.laid.log.height > 0 && strings.Contains(lastRow(m), "nothing else to show")
		}},
		{"show graphs", func(m *model) bool { return strings.Contains(lastRow(m), "nothing to show in graphs yet") }},
		{"toggle histogram", func(m *model) bool { return m.laid.draws(histogramFocus) }},
		{"zoom histogram", func(m *model) bool { return m.zoom && m.focus == histogramFocus && m.laid.log.height == 0 }},
		{"zoom", func(m *model) bool { return m.zoom && m.focus == logFocus }},
		{"layout histogram,log", func(m *model) bool { return m.laid.draws(histogramFocus) && m.laid.log.height > 0 }},
		{"layout detail histogram", func(m *model) bool { return m.laid.log.height == 0 && m.laid.draws(detailFocus) }},
		{"layout auto", func(m *model) bool { return m.need == nil && m.laid.log.height > 0 }},
		{"set theme contrast", func(m *model) bool { return m.theme.name == "contrast" }},
		{"set time clock", func(m *model) bool { return m.log.times.kind == clockTimes }},
		{"time since", func(m *model) bool { return m.log.times.kind == sinceTimes }},
		{"time none", func(m *model) bool { return m.log.times.kind == noTimes }},
		{"utc on", func(m *model) bool { return m.zone == time.UTC }},
		{"set color yes", func(m *model) bool { return m.markers.color }},
		{"mouse off", func(m *model) bool { return m.mouse.off }},
		{"set silence 1m30s", func(m *model) bool { return m.log.silence == 90*time.Second }},
		{"span 2d", func(m *model) bool { return m.axis.span == 48*time.Hour }},
		{"span auto", func(m *model) bool { return m.axis.span == 0 }},
		{"graph took (\\d+)ms", func(m *model) bool { return slices.Equal(m.lineGraphTexts(), []string{`took (\d+)ms`}) }},
		{"threshold cpu.user=80", func(m *model) bool {
			return slices.Equal(m.thresholds.list, []threshold{{pattern: "cpu.user", value: 80}})
		}},
		{"stats", func(m *model) bool { return m.stats.on }},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, m := newLog(t, 0, 100)
			m.resize(120, 40)
			typeCommand(m, c.text)
			if m.prompt.err != nil || !c.ok(m) {
				t.Errorf("error %v\n%s", m.prompt.err, stripped(m))
			}
			checkRows(t, screen(m), 120, 40)
		})
	}
}

// A file is written outside of Update, and the screen says when it is there.
func TestSaveCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	_, m := newLog(t, 0, 100)
	m.resize(120, 40)
	cmd := enterCommand(m, "save x.json")
	if row := lastRow(m); cmd == nil || !strings.Contains(row, "saving") {
		t.Fatalf("%v: %q", cmd != nil, row)
	}
	m.Update(first(cmd))
	data, err := os.ReadFile("x.json")
	if n := strings.Count(string(data), "\n"); err != nil || n != 100 || !strings.Contains(lastRow(m), "saved 100 lines") {
		t.Errorf("%v: %d lines: %q", err, n, lastRow(m))
	}
}

// first runs a command, the first one if there are several.
func first(cmd tea.Cmd) tea.Msg {
	msg := cmd()
	if all, ok := msg.(tea.BatchMsg); ok {
		msg = all[0]()
	}
	return msg
}

// To type a command leaves the panes as they are; a place is in the log.
func TestPlacesBringTheLog(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 10}, {80, 24}, {160, 50}} {
		m := newTestModel(timeline(t), mono, size[0], size[1])
		screen(m)
		press(m, "i", "z", ":", "w")
		if m.laid.log.height > 0 || m.focus != histogramFocus || !strings.Contains(stripped(m), ":w") {
			t.Errorf("%v: the prompt changes the panes:\n%s", size, stripped(m))
		}
		checkRows(t, screen(m), size[0], size[1])
		press(m, "backspace", "5", "enter")
		if m.laid.log.height == 0 {
			t.Errorf("%v: the log is not shown:\n%s", size, stripped(m))
		}
		checkRows(t, screen(m), size[0], size[1])
	}
}

// A filter of the list can be changed by its number.
func TestFilterCommands(t *testing.T) {
	_, m := newLog(t, 0, 100)
	for _, text := range []string{"filter line", "filter 7", "switch 1", "remove 2"} {
		typeCommand(m, text)
	}
	if l := m.filters.list; len(l) != 1 || l[0].text != "line" || !l[0].off {
		t.Errorf("%+v", l)
	}
	typeCommand(m, "edit 1")
	typeIn(m, " 5")
	press(m, "enter")
	if l := m.filters.list; len(l) != 1 || l[0].text != "line 5" {
		t.Errorf("%+v", l)
	}
	typeCommand(m, "level error")
	typeCommand(m, "level error") // does not lift it, as the key would
	if l := m.filters.list; len(l) != 2 || l[1].text != "level>=error" {
		t.Errorf("%+v", l)
	}
	typeCommand(m, "level all")
	if l := m.filters.list; len(l) != 1 {
		t.Errorf("%+v", l)
	}
}

// What is wrong is one sentence that says what is allowed; the text stays to be
// mended.
func TestCommandErrors(t *testing.T) {
	for text, want := range map[string]string{
		"wrapp on":           `there is no command "wrapp"; did you mean wrap: tab lists them`,
		"zzz":                `there is no command "zzz": tab lists them`,
		"wrap maybe":         `"maybe" is neither on nor off`,
		"follow me":          "follow takes nothing behind it",
		"level":              "want level LEVEL: show only this level and higher ones",
		"level loud":         `there is no level "loud": want all, trace, debug, info, notice, warn, error or fatal`,
		"show graph":         `there is no pane "graph": want log, graphs, table, histogram or detail; did you mean graphs?`,
		"layout ,":           "no pane is named",
		"layout log,log":     `the pane "log" is named twice`,
		"set theem dark":     `there is no setting "theem"`,
		"set theme":          "theme wants dark, light, ansi, mono, contrast or auto",
		"set theme darc":     `there is no theme "darc": want dark, light, ansi, mono or contrast; did you mean dark?`,
		"time noon":          `"noon" is no time column: want none, clock or since`,
		"span long":          `"long" is no length of time: want 40s, 10m, 1h30m or 2d`,
		"span 0s":            `"0s" is no length of time`,
		"span 99999999999d":  `is no length of time`,
		"mute b.log":         `there is no source "b.log": want a.log; did you mean a.log?`,
		"remove 1":           "there is no filter yet: filter EXPR adds one",
		"filter level>=loud": `"loud" is no level`,
		"search (a":          "",
		"200%":               "0% to 100%",
		"1x":                 "want 1200, 50%, 10:42 or -5m",
	} {
		_, m := newLog(t, 0, 100)
		m.resize(100, 24)
		typeCommand(m, text)
		if !m.prompt.open || m.prompt.err == nil || string(m.prompt.text) != text {
			t.Errorf("%q: open %v, error %v, text %q", text, m.prompt.open, m.prompt.err, string(m.prompt.text))
			continue
		}
		if got := strings.Join(strings.Fields(stripped(m)), " "); !strings.Contains(got, want) {
			t.Errorf("%q: the screen does not say %q\n%s", text, want, stripped(m))
		}
		press(m, "esc", ":", "up")
		if got := string(m.prompt.text); got != text {
			t.Errorf("%q: the history has %q", text, got)
		}
	}
}

// Nothing is wrong with what is not typed to its end.
func TestHalfTypedCommands(t *testing.T) {
	_, m := newLog(t, 0, 100)
	for _, text := range []string{"filter level>=warn", "set theme dark", "layout log,graphs", "level warn", "zoom"} {
		press(m, ":")
		for _, r := range text {
			press(m, string(r))
			name, _, _ := strings.Cut(string(m.prompt.text), " ")
			if m.prompt.err != nil && name != "filter" {
				t.Errorf("%q: %v", string(m.prompt.text), m.prompt.err)
			}
		}
		press(m, "esc")
	}
}

func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		typed string
		tabs  int // negative: backwards
		want  string
	}{
		{"pau", 1, "pause"},
		{"hel", 1, "help"},
		{"lev", 1, "level "},
		{"level w", 1, "level warn"},
		{"level ", 1, "level all"},
		{"level ", 2, "level trace"},
		{"level ", 9, "level "},
		{"level ", -1, "level fatal"},
		{"level ", 10, "level all"},
		{"zo", 1, "zoom "},
		{"show d", 1, "show detail"},
		{"layout log,", 1, "layout log,graphs"},
		{"layout ", -1, "layout auto"},
		{"set th", 1, "set theme "},
		{"set th", 2, "set theme dark"},
		{"set theme c", 1, "set theme contrast"},
		{"mute ", 1, "mute iostat"},
		{"filter x", 1, "filter x"},
		{"12", 1, "12"},
		{"", 1, "follow"},
		{"threshold n", 1, "threshold net.eth0="},
	} {
		f := newFeeder(t, 0)
		f.samples()
		f.count(1, 100)
		m := newTestModel(f, mono, 80, 24)
		screen(m)
		press(m, ":")
		typeIn(m, c.typed)
		for range max(c.tabs, -c.tabs) {
			if c.tabs > 0 {
				press(m, "tab")
			} else {
				press(m, "shift+tab")
			}
		}
		if got := string(m.prompt.text); got != c.want || m.prompt.err != nil {
			t.Errorf("%q, %d: %q, %v; want %q", c.typed, c.tabs, got, m.prompt.err, c.want)
		}
		checkRows(t, screen(m), 80, 24)
	}
}

// What is drawn can be named to draw it no longer.
func TestCompleteGraph(t *testing.T) {
	_, m := newLog(t, 0, 10)
	typeCommand(m, "graph took_ms")
	press(m, ":")
	typeIn(m, "ungraph ")
	if press(m, "tab"); string(m.prompt.text) != "ungraph took_ms" {
		t.Errorf("%q", string(m.prompt.text))
	}
}

// Paths are completed from a folder that is read outside of Update.
func TestCompleteFile(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"alpha.txt", "alps.json", "beta\x1b[2J"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "album"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, m := newLog(t, 0, 10)
	m.resize(200, 24)
	press(m, ":")
	var cmd tea.Cmd
	for _, r := range "save " + folder + string(filepath.Separator) + "al" {
		_, next := m.Update(terminal.KeysMsg{keyPress(string(r))})
		if next != nil {
			cmd = next
		}
	}
	if len(m.prompt.options) > 0 || cmd == nil {
		t.Fatalf("%v: a folder was read in Update, or nobody reads it: %v", m.prompt.options, cmd != nil)
	}
	m.Update(first(cmd))
	var got []string
	for _, o := range m.prompt.options {
		got = append(got, strings.TrimPrefix(o.text, "save "+folder+string(filepath.Separator)))
	}
	if want := []string{"album" + string(filepath.Separator), "alpha.txt", "alps.json"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	press(m, "backspace", "backspace", "b", "tab")
	checkRows(t, screen(m), 200, 24)
	if l := readFolder(filepath.Join(folder, "none")).(listingMsg); len(l.names) > 0 || !l.known {
		t.Errorf("%+v", l)
	}
}

// What is drawn can be taken away by its name.
func TestCompleteWhatIsThere(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.count(1, 100)
	m := newTestModel(f, mono, 120, 30)
	for _, text := range []string{`graph took (\d+)ms`, "graph bytes", "threshold disk/x*=90%", "threshold net.eth0.rx=5"} {
		typeCommand(m, text)
	}
	for text, want := range map[string]string{
		"ungraph ":    `ungraph took (\d+)ms`,
		"ungraph b":   "ungraph bytes",
		"threshold ":  "threshold disk/x*=",
		"threshold n": "threshold net.eth0.rx=",
	} {
		if got := m.completions(text); len(got) == 0 || got[0].text != want {
			t.Errorf("%q: %v, want %q first", text, got, want)
		}
	}
	for _, text := range []string{`ungraph took (\d+)ms`, "ungraph bytes", "threshold disk/x*=", "threshold net.eth0.rx="} {
		typeCommand(m, text)
	}
	if got := m.completions("ungraph "); len(got) > 0 || len(m.thresholds.list) > 0 {
		t.Errorf("still there: %v, %v", got, m.thresholds.list)
	}
}

// Settings of what lines look like hold for those that are shown already.
func TestSetWhileLinesAreShown(t *testing.T) {
	m := paintModel(t, dark, Settings{}, "2026-11-22T09:00:00Z \x1b[31mab\x1b[m", "2026-11-22T09:00:30Z c")
	seen := func(text string) bool { return strings.Contains(strings.Join(painted(t, m), "\n"), text) }
	for _, c := range []struct {
		command, text string
		shown         bool
	}{
		{"", "{red ab}", false},
		{"set color on", "{red ab}", true},
		{"set color off", "{red ab}", false},
		{"set silence 1m", "30 s of silence", false},
		{"set silence 20s", "30 s of silence", true},
		{"set silence 10m", "30 s of silence", false},
	} {
		if c.command != "" {
			typeCommand(m, c.command)
		}
		if seen(c.text) != c.shown {
			t.Errorf("%q: %q is shown: %v\n%s", c.command, c.text, !c.shown, strings.Join(painted(t, m), "\n"))
		}
	}
}

// None of thousands of files is left out, nor those in the home.
func TestCompleteManyFiles(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	const files = 3000
	for i := range files {
		if err := os.WriteFile(filepath.Join(home, fmt.Sprintf("f%d", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, m := newLog(t, 0, 10)
	m.listing = listing(readFolder("~/").(listingMsg))
	for text, want := range map[string]int{"~/": files, "~/f": files, "~/f29": 110, "~/g": 0} {
		if got := m.completions("save " + text); len(got) != want {
			t.Errorf("%q: %d completions, want %d", text, len(got), want)
		}
	}
}

// A command runs by the keys' own way, so other keys make no difference.
func TestCommandsNeedNoKeys(t *testing.T) {
	_, m := newLog(t, 0, 100)
	if err := m.keys.rebind(map[string][]string{"pause": nil, "wrap": {"space"}}, true); err != nil {
		t.Fatal(err)
	}
	typeCommand(m, "pause")
	if !m.paused || m.log.wrap {
		t.Error("it does what a key does that was its own before")
	}
	if cmd := enterCommand(m, "quit"); cmd == nil {
		t.Error("quit does not quit")
	}
}

// enterCommand types a command and returns what entering it gives.
func enterCommand(m *model, text string) tea.Cmd {
	press(m, ":")
	typeIn(m, text)
	_, cmd := m.Update(terminal.KeysMsg{keyPress("enter")})
	return cmd
}

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"40s": 40 * time.Second, "10m": 10 * time.Minute, "1h30m": 90 * time.Minute, "2d": 48 * time.Hour, "1d12h": 36 * time.Hour,
	} {
		if got, err := ParseSpan(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "10", "-5m", "0s", "d", "xd", "1d2", "9e9d", "-1d"} {
		if got, err := ParseSpan(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, c := range commands() {
		f.Add(c.name + " x")
	}
	f.Fuzz(func(t *testing.T, text string) {
		fd := newFeeder(t, 0)
		fd.count(1, 5)
		m := newTestModel(fd, mono, 60, 16)
		screen(m)
		press(m, ":")
		m.prompt.insert(text)
		m.prompt.err = m.typed(string(m.prompt.text))
		m.suggest()
		checkRows(t, screen(m), 60, 16)
		m.complete(1)
		m.enter()
		m.todo = nil
		if m.err != nil || line.Width([]byte(m.said)) > 200 {
			t.Error(m.err, m.said)
		}
		checkRows(t, screen(m), 60, 16)
	})
}
