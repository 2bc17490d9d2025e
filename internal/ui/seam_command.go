package ui

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// What other branches write: this file goes when they are merged.

func (m *model) setTimes(kind string) error {
	m.settings.Time = kind
	return nil
}

func (m *model) setUTC(on bool) {
	m.settings.UTC, m.zone = on, time.Local
	if on {
		m.zone = time.UTC
	}
}
func (m *model) setRepeats(on bool)         { m.settings.Repeats = on }
func (m *model) setWrap(on bool)            { m.log.setWrap(on) }
func (m *model) setColor(on bool)           { m.settings.Color = on }
func (m *model) setSilence(d time.Duration) { m.settings.Silence = d }
func (m *model) setMouse(on bool)           { m.settings.NoMouse = !on }
func (m *model) toggleDetail()              { m.detail.open = !m.detail.open }

func (m *model) addGraph(spec string) error {
	m.settings.Graphs = append(m.settings.Graphs, spec)
	return nil
}

func (m *model) removeGraph(string) error { return nil }

func (m *model) addThreshold(spec string) error {
	m.settings.Thresholds = append(m.settings.Thresholds, spec)
	return nil
}

func (m *model) setSpan(d time.Duration) { m.settings.Span = d }

func (m *model) addHighlight(string) error { return nil }

func (m *model) save(path string) error {
	m.said = "saved " + path
	return nil
}

func errorRate(*store.Total) float64 { return 0 }
