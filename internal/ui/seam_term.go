package ui

import (
	"strings"

	"github.com/rtwatch/rtwatch/internal/store"
)

// What other branches write: this file goes when they are merged.

func (m *model) selected() []store.Line {
	l, ok := m.current()
	if !ok {
		return nil
	}
	if !m.seamSelect {
		return []store.Line{l}
	}
	from, to := min(m.seamFrom, l.Seq), max(m.seamFrom, l.Seq)
	return m.shown.Lines(nil, from, int(to-from)+1)
}

func (m *model) clickLog(row, _ int) {
	p := &m.log
	for i := len(p.starts) - 1; i >= 0; i-- {
		if p.starts[i] <= row {
			p.mark, p.marked, p.follow = p.shown[i].Seq, true, false
			return
		}
	}
}

func (m *model) clickGraph(int, int)        {}
func (m *model) clickHistogram(int)         {}
func (m *model) clickTable(int)             {}
func (m *model) clickDetail(int, int)       {}
func (p *detailPane) scroll(int)            {}
func (m *model) chosenText() (string, bool) { return "", false }

// run is a typed command.
func (m *model) run(text string) error {
	if path, ok := strings.CutPrefix(text, "save"); ok {
		return m.save(path)
	}
	return m.goTo(text)
}

// wishes are how much larger panes are to be than by themselves, in rows, of a
// detail beside the log in columns.
type wishes struct{ graphs, table, histogram, detail int }

// within returns v, or the bound that it is beyond.
func within(v, least, most int) int { return max(min(v, most), least) }
