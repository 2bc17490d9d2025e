package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// model is the state of the screen. Update changes it, frame draws it; neither
// touches the terminal. The clock is read only where a key asks for it, as for a
// time that was typed, so that a frame is a function of the model and its size.
type model struct {
	store  *store.Store
	names  []string // of what is watched, clean
	now    func() time.Time
	zone   *time.Location
	theme  theme
	styles *styles
	keys   keyMap

	width, height int
	focus         int
	zoom, help    bool
	paused        bool
	helpTop       int // the first row of the help that is shown
	helpPage      int // how many are shown

	live    store.Snapshot // at the last frame
	shown   store.Snapshot // what the log shows: live, unless paused
	sources []store.SourceStat
	down    []store.SourceStat // those servers that are not there
	groups  []graphGroup       // lineGraphs and series
	series  []graphGroup
	version uint64 // of the series in groups
	tables  tableView
	last    []store.Line

	search, errors finder
	target         target
	axis           timeAxis
	thresholds     thresholds
	lineGraphs     []lineGraph
	pointed        time.Time // where a graph has led; zero: the line under the cursor tells
	said           string    // how the last jump ended, if that is worth a word
	filters        filters
	filtered       *matchedLines // what they let through; nil: all
	passing        *query.Query  // which lines those are
	anchor         aim           // what the log showed when they were last changed
	prompt         prompt
	origin         origin
	panel          panel
	items          []panelItem // scratch

	log       logPane
	graphs    []graphPane
	graphTop  int // the first that is shown, if not all have room
	table     tablePane
	histogram histogramPane
	detail    detailPane
	hidden    struct{ log, graphs bool }
	need      []string // the panes in order of need, if the reader has chosen
	markers   markers
	stats     stats
	listing   listing
	laid      layout // of the last frame
	wishes    wishes
	mouse     mouse
	shared    sharing
	saving    *saving   // nil: nothing is
	todo      []tea.Cmd // of the keys at hand
	whole     block     // the frame
	inner     block     // the log, before it gets its borders
	framed    block     // the log with them, where something stands beside it
	band      []*block  // scratch: what stands side by side

	redraw bool   // the terminal's content is unknown
	sync   bool   // the terminal can take a frame in one piece
	dirty  func() // asks for a frame; never blocks
	// clipboard puts a text into it. It is called from other goroutines and blocks.
	clipboard func([]byte) error
	err       error // why the program ended, if it crashed
}

func newModel(s *store.Store, names []string, t theme) *model {
	m := &model{store: s, now: time.Now, zone: time.Local, keys: newKeyMap(t.unicode), dirty: func() {}}
	for _, name := range names {
		m.names = append(m.names, line.CleanString(name))
	}
	m.log.follow, m.log.markers = true, &m.markers
	m.setTheme(t)
	return m
}

// Init implements tea.Model.
func (m *model) Init() tea.Cmd { return m.shared.nextAudience() }

// View implements tea.Model. Frames are drawn on FrameMsg, not by Bubble Tea.
func (m *model) View() tea.View { return tea.View{} }

// Update implements tea.Model. A panic in it ends the program with an error.
func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			m.err = terminal.Crash(v)
			cmd = tea.Quit
		}
	}()
	if msg, ok := msg.(terminal.FrameMsg); ok {
		m.draw(msg.Frame)
		close(msg.Done)
		return m, nil
	}
	cmd, changed := m.take(msg)
	if changed {
		m.dirty()
	}
	return m, cmd
}

// take does what a message says, and reports whether that may be seen.
func (m *model) take(msg tea.Msg) (cmd tea.Cmd, changed bool) {
	switch msg := msg.(type) {
	case terminal.KeysMsg:
		return m.pressAll(msg), true
	case terminal.MouseMsg:
		return m.pressMouse(msg), true
	case terminal.PasteMsg:
		m.paste(msg)
	case terminal.RedrawMsg:
		m.redraw = true
		m.resize(msg.Width, msg.Height)
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		t := m.theme
		t.dark = msg.IsDark()
		m.setTheme(t)
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeSynchronizedOutput {
			m.sync = msg.Value == ansi.ModeReset
		}
	case copiedMsg:
		m.copied(msg)
	case savedMsg:
		m.saved(msg)
	case listingMsg:
		m.listed(msg)
	case usageMsg:
		changed = m.showUsage(msg)
		return m.nextStats(), changed
	case audienceMsg:
		m.shared.audience = Audience(msg)
		return m.shared.nextAudience(), true
	case crashMsg:
		m.err = msg.err
		return tea.Quit, false
	default:
		return nil, false
	}
	return nil, true
}

func (m *model) setTheme(t theme) {
	if m.styles != nil && t == m.theme {
		return
	}
	m.theme, m.styles = t, newStyles(t)
	m.log.styles, m.log.theme = m.styles, t
	m.log.names.ellipsis = m.styles.glyphs.ellipsis
	m.markers.restyle(t)
}

// inPane reports whether keys are for a pane: it has the focus and was in the last
// frame.
func (m *model) inPane(pane int) bool { return m.focus == pane && m.laid.draws(pane) }

func (m *model) resize(width, height int) {
	m.width, m.height = within(width, 0, maxWidth), within(height, 0, maxHeight)
}

// moveFocus goes round the panes that can be drawn.
func (m *model) moveFocus(by int) {
	all := graphFocus + len(m.groups) - histogramFocus
	for range all {
		m.focus = histogramFocus + (m.focus-histogramFocus+by+all)%all
		if l := m.arrange(m.width, m.height); l.draws(m.focus) {
			return
		}
	}
}

// turn goes to the next table, or the one before. From a graph it goes to the next
// graph; where there are no tables it has the next graphs shown.
func (m *model) turn(by int) {
	all, seen := len(m.groups), m.laid.graphsSeen()
	switch last := all - seen; {
	case m.focus > logFocus:
		m.focus = 1 + (m.focus-1+by+all)%all
	case len(m.tables.tables) > 0:
		m.table.turn(by, len(m.tables.tables))
	case all == 0:
		m.said = nothingYet("table")
	case by > 0 && m.graphTop == last:
		m.graphTop = 0
	case by < 0 && m.graphTop == 0:
		m.graphTop = last
	default:
		m.graphTop = within(m.graphTop+by*seen, 0, last)
	}
}

// toggleTables hides the table if it can be seen. If not it gets the focus,
// which makes room for it.
func (m *model) toggleTables() {
	switch {
	case m.laid.draws(tableFocus):
		m.table.hidden = true
		if m.focus == tableFocus {
			m.focus, m.zoom = logFocus, false
		}
	case len(m.tables.tables) > 0:
		m.table.hidden, m.focus = false, tableFocus
	default:
		m.said = nothingYet("table")
	}
}

// toggleHistogram hides the histogram if it can be seen, else shows it with the
// focus, which makes room for it.
func (m *model) toggleHistogram() {
	switch {
	case !m.histogram.open || !m.laid.draws(histogramFocus):
		m.histogram.open, m.focus, m.zoom = true, histogramFocus, false
		m.stats.hidden = false
	case m.focus == histogramFocus:
		m.focus, m.zoom = logFocus, false
		fallthrough
	default:
		m.histogram.open = false
	}
}

// bringLog makes room for the log if it cannot be seen.
func (m *model) bringLog() {
	seen := func() bool {
		l := m.arrange(m.width, m.height)
		return l.draws(logFocus)
	}
	if !seen() {
		m.focus, m.zoom = logFocus, false
		m.zoom = !seen()
	}
}

// followLive shows the newest lines again.
func (m *model) followLive() {
	m.paused, m.log.follow = false, true
}

// close ends the searches, and what is being saved.
func (m *model) close() {
	m.saving.close()
	m.search.close()
	m.errors.close()
	m.closeGraphs()
	m.stats.close()
	m.shared.close()
	m.histogram.close()
	if m.filtered != nil {
		m.filtered.matches.Close()
		m.filtered = nil
	}
}
