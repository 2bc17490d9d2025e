package ui

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

const testLink = "https://logs.lan:8080/#token=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// shareWith has a model be shared, and returns what it presents.
func shareWith(m *model, change func(*Shared)) *[]Shown {
	shown := new([]Shown)
	s := &Shared{
		Link: testLink, Place: ":8080", Remote: true, TLS: true, Posting: true,
		Audience: func() Audience { return Audience{} },
		Present:  func(s Shown) { *shown = append(*shown, s) },
	}
	if change != nil {
		change(s)
	}
	m.share(s)
	return shown
}

func viewers(n, text int) audienceMsg {
	return audienceMsg{Viewers: []Viewers{{"WebSocket", n}, {"poll", 0}, {"text", text}}}
}

func TestShareGolden(t *testing.T) {
	for name, theme := range map[string]theme{"dark": dark, "light": light, "mono": mono, "ascii": plain} {
		for _, size := range [][2]int{{40, 10}, {60, 20}, {80, 24}, {120, 40}} {
			name := fmt.Sprintf("share-%s-%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				m := newTestModel(scene(t), theme, size[0], size[1])
				shareWith(m, nil)
				m.Update(viewers(2, 1))
				press(m, "o")
				rows := screen(m)
				checkRows(t, rows, size[0], size[1])
				golden(t, name, rows)
			})
		}
	}
	t.Run("local", func(t *testing.T) {
		m := newTestModel(scene(t), mono, 80, 24)
		shareWith(m, func(s *Shared) {
			s.Link, s.Local, s.Remote, s.TLS = "http://localhost:8080/#token=0123", true, false, false
		})
		press(m, "o")
		rows := screen(m)
		checkRows(t, rows, 80, 24)
		golden(t, "share-local-mono-80x24", rows)
	})
}

func TestSharePanelTells(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*Shared)
		who     audienceMsg
		has     []string
		without []string
	}{
		{
			"local", func(s *Shared) { s.Local, s.Remote, s.TLS = true, false, false }, viewers(0, 0),
			[]string{testLink, "y copies it", "this machine only, not on a phone", "nobody looks yet", "may post"},
			[]string{"TLS", "█", "QR"}, // a phone cannot open it
		},
		{"viewers", nil, viewers(1200, 1), []string{"1 201 viewers: 1 200 by WebSocket, 1 by text"}, []string{"poll", "nobody"}},
		{
			"exposed", func(s *Shared) { s.TLS, s.Posting = false, false }, viewers(0, 0),
			[]string{"no TLS", "sees all, and may follow", "█"},
			[]string{"this machine only", "post"},
		},
		{
			"without a name", func(s *Shared) { s.Local, s.TLS = true, false }, viewers(0, 0),
			[]string{"no TLS", "--http-host NAME makes one"},
			[]string{"phone", "█", "QR"},
		},
		{
			"with TLS", func(s *Shared) { s.Link = "https://host/#token=x" }, viewers(0, 0),
			[]string{"https://host/#token=x", "█"},
			[]string{"TLS ", "machine only"},
		},
		{"failed", nil, audienceMsg{Err: errors.New("\x1b[31mno")}, []string{"not served any more: no", testLink}, nil},
		{"no link", func(s *Shared) { s.Link, s.Place = "", "socket" }, viewers(0, 0), []string{"served at socket"}, []string{"copies", "█"}},
		{"long link", func(s *Shared) { s.Link = strings.Repeat("x", 4000) }, viewers(0, 0), []string{strings.Repeat("x", 110)}, []string{"█", "QR"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newTestModel(newFeeder(t, 0), plain, 120, 70)
			m.theme.unicode = true
			shareWith(m, c.change)
			m.Update(c.who)
			press(m, "o")
			all := strings.ReplaceAll(strings.Join(screen(m), "\n"), "\u202f", " ")
			for _, text := range c.has {
				if !strings.Contains(all, text) {
					t.Errorf("it does not say %q:\n%s", text, all)
				}
			}
			for _, text := range c.without {
				if strings.Contains(all, text) {
					t.Errorf("it says %q:\n%s", text, all)
				}
			}
		})
	}
}

func TestNothingIsShared(t *testing.T) {
	for width := 20; width <= 120; width++ {
		m := newTestModel(newFeeder(t, 0), mono, width, 12)
		press(m, "o")
		rows := strings.Split(stripped(m), "\n")
		for _, row := range rows[2 : len(rows)-2] {
			if !strings.HasSuffix(row, "│") {
				t.Fatalf("%d columns: %q runs into the frame", width, row)
			}
		}
	}
	_, m := newLog(t, 0, 10)
	if strings.Contains(screen(m)[0], m.styles.glyphs.shared) {
		t.Error("the title says that it is shared")
	}
	m.resize(80, 24)
	press(m, "o")
	if all := strings.Join(screen(m), "\n"); !strings.Contains(all, "start rtwatch with --http :8080") {
		t.Error(all)
	}
	press(m, "y")
	if m.said != "nothing to copy" {
		t.Error(m.said)
	}
	if m.Init() != nil {
		t.Error("it waits for viewers")
	}
}

// In every size all cells are drawn, and where there is no room for a QR code
// the panel says in which terminal there is.
func TestSharePanelFits(t *testing.T) {
	needs := regexp.MustCompile(`needs (\d+) columns and (\d+) rows`)
	for _, theme := range []theme{mono, plain} {
		m := newTestModel(newFeeder(t, 0), theme, 80, 24)
		shareWith(m, nil)
		press(m, "o")
		drawn := func() bool { return m.planShare(m.width, m.height-1).code != nil }
		for width := 1; width < 140; width += 3 {
			for height := 1; height < 60; height++ {
				m.resize(width, height)
				checkRows(t, screen(m), width, height)
			}
		}
		m.resize(60, 20)
		found := needs.FindStringSubmatch(strings.Join(strings.FieldsFunc(strings.Join(screen(m), " "), func(r rune) bool {
			return r == ' ' || r == '│' || r == '|'
		}), " "))
		if found == nil || drawn() {
			t.Fatalf("no word of the room it needs:\n%s", strings.Join(screen(m), "\n"))
		}
		columns, _ := strconv.Atoi(found[1])
		rows, _ := strconv.Atoi(found[2])
		for _, c := range []struct {
			columns, rows int
			want          bool
		}{{columns, rows, true}, {columns - 1, rows, false}, {columns, rows - 1, false}} {
			m.resize(c.columns, c.rows)
			if drawn() != c.want {
				t.Errorf("%d × %d: a QR code: %v", c.columns, c.rows, drawn())
			}
		}
	}
}

// The whole of what is shared is one panel: nothing behind it moves, and it
// goes with the keys that close the help.
func TestShareKeys(t *testing.T) {
	_, m := newLog(t, 0, 100)
	shareWith(m, nil)
	press(m, "o", "w", "space", "k", "g", "z", "l", "?", "/")
	if !m.shared.open || m.help || m.prompt.open || m.log.wrap || m.paused || !m.log.follow || m.zoom {
		t.Errorf("keys acted behind the panel: %v", screen(m))
	}
	m.pressMouse(terminal.MouseMsg{Kind: terminal.Wheel, Rows: -1, X: 5, Y: 5})
	m.pressMouse(terminal.MouseMsg{Kind: terminal.Press, X: 5, Y: 5})
	if !m.log.follow {
		t.Error("the mouse acted behind the panel")
	}
	for _, k := range []string{"q", "esc", "o"} {
		m.shared.open = true
		if _, cmd := m.Update(terminal.KeysMsg{keyPress(k)}); cmd != nil && cmd() == (tea.QuitMsg{}) || m.shared.open {
			t.Errorf("%s does not close it", k)
		}
	}
	for _, c := range []struct {
		keys string
		ends bool
	}{
		{"o q", false}, {"o q q", true}, {"o esc q", true}, {"o o q", true}, {"o ? q", false}, {"? o q", false}, {"o ctrl+c", true}, {"o / q q", true},
	} {
		m.shared.open, m.help = false, false
		var keys terminal.KeysMsg
		for _, k := range strings.Fields(c.keys) {
			keys = append(keys, keyPress(k))
		}
		_, cmd := m.Update(keys)
		if ends := cmd != nil && cmd() == (tea.QuitMsg{}); ends != c.ends {
			t.Errorf("%s ends it: %v", c.keys, ends)
		}
	}
	m.shared.open, m.help = false, false
	typeCommand(m, "share")
	if !m.shared.open {
		t.Error(":share does not open it")
	}
}

func TestShareCopiesTheLink(t *testing.T) {
	_, m := newLog(t, 0, 100)
	shareWith(m, nil)
	var copied []byte
	m.clipboard = func(text []byte) error {
		copied = text
		return nil
	}
	press(m, "o")
	_, cmd := m.Update(terminal.KeysMsg{keyPress("y")})
	m.Update(cmd())
	if string(copied) != testLink || m.said != "copied the link" {
		t.Errorf("copied %q, said %q", copied, m.said)
	}
}

// That others can listen in is said as long as anything is; who looks where
// there is room.
func TestTitleTellsOfViewers(t *testing.T) {
	for width := bareWidth + 5; width < 160; width++ {
		m := newTestModel(newFeeder(t, 0), plain, width, 24)
		shareWith(m, func(s *Shared) { s.TLS = false })
		m.Update(viewers(3, 0))
		row := screen(m)[0]
		if !strings.Contains(row, "<>") || !strings.Contains(row, "no TLS") || !strings.Contains(row, "live") {
			t.Errorf("%d columns: %q", width, row)
		}
		if width >= waitingWidth && !strings.Contains(row, "<> :8080 no TLS 3 viewers") {
			t.Errorf("%d columns: %q", width, row)
		}
	}
	m := newTestModel(newFeeder(t, 0), dark, 80, 24)
	shareWith(m, func(s *Shared) { s.TLS = false })
	if row := screen(m)[0]; !strings.Contains(row, m.styles.fail+m.styles.glyphs.between+" ⇄ :8080 no TLS") {
		t.Errorf("it is not red: %q", row)
	}
	m.Update(audienceMsg{Err: errors.New("gone")})
	if row := screen(m)[0]; !strings.Contains(row, "⇄ :8080 not served") {
		t.Error(row)
	}
}

// Who comes and goes is told by and by, and waiting for it ends with the screen.
func TestAudience(t *testing.T) {
	_, m := newLog(t, 0, 10)
	changed := make(chan struct{}, 1)
	n := 0
	shareWith(m, func(s *Shared) {
		s.Changed = changed
		s.Audience = func() Audience { return Audience{Viewers: []Viewers{{"WebSocket", n}}} }
	})
	cmd := m.Init()
	n = 2
	changed <- struct{}{}
	_, next := m.Update(cmd())
	if got := m.shared.audience.count(); got != 2 || next == nil {
		t.Fatalf("%d viewers, waits on: %v", got, next != nil)
	}
	ended := make(chan tea.Msg)
	go func() { ended <- next() }()
	m.close()
	if msg := <-ended; msg != nil {
		t.Errorf("%v at the end", msg)
	}
}

func TestPresents(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "2026-11-22T09:00:00Z INFO one", "2026-11-22T09:00:01Z WARN two", "three", "2026-11-22T09:00:03Z ERROR four")
	m := newTestModel(f, mono, 80, 24)
	shown := shareWith(m, nil)
	at := func(second int) time.Time { return time.Date(2026, 11, 22, 9, 0, second, 0, time.UTC) }
	type says struct {
		filter string
		follow bool
		seq    int64
		at     time.Time
	}
	for _, c := range []struct {
		name string
		do   func()
		want says
	}{
		{"at first", func() { screen(m) }, says{"", true, 0, time.Time{}}},
		{"the cursor moves", func() { press(m, "k") }, says{"", false, 2, day}},
		{"and more", func() { press(m, "k", "k") }, says{"", false, 0, at(0)}},
		{"following", func() { press(m, "F") }, says{"", true, 0, time.Time{}}},
		{"a level", func() { press(m, "4") }, says{"level>=warn", true, 0, time.Time{}}},
		{"and a text", func() { typeCommand(m, "filter two or four") }, says{"(level>=warn) and (two or four)", true, 0, time.Time{}}},
		{"all off", func() { press(m, "ctrl+f") }, says{"", true, 0, time.Time{}}},
		{"on again", func() { press(m, "ctrl+f") }, says{"(level>=warn) and (two or four)", true, 0, time.Time{}}},
		{"without the text", func() { typeCommand(m, "remove 2") }, says{"level>=warn", true, 0, time.Time{}}},
		{"a source muted", func() { typeCommand(m, "mute a.log") }, says{`(level>=warn) and (not (source:"=a.log"))`, true, 0, time.Time{}}},
		{"nothing filtered", func() { typeCommand(m, "mute a.log"); press(m, "1") }, says{"", true, 0, time.Time{}}},
		{"paused", func() { press(m, "space") }, says{"", false, 3, at(3)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.do()
			s := (*shown)[len(*shown)-1]
			if got := (says{s.Filter.String(), s.Follow, s.Seq, s.At.UTC()}); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
	n := len(*shown)
	f.lines("a.log", "more")
	screen(m)
	press(m, "o", "esc", "w", "i")
	if len(*shown) != n {
		t.Errorf("what is the same is presented again: %+v", (*shown)[n:])
	}
}

// Whatever is in a line, what is presented without one is nothing.
func TestPresentsNothingOfAnEmptyLog(t *testing.T) {
	f := newFeeder(t, 0)
	m := newTestModel(f, mono, 80, 24)
	shown := shareWith(m, nil)
	press(m, "k", "space")
	if !slices.ContainsFunc(*shown, func(s Shown) bool { return s.Follow }) || (*shown)[len(*shown)-1].Seq != 0 {
		t.Errorf("%+v", *shown)
	}
	f.send(source.Batch{Source: "a", Notices: []source.Notice{{Text: "x"}}})
	screen(m)
}
