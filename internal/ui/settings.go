package ui

import (
	"errors"
	"fmt"
)

// Check returns everything that is wrong with the names in the settings, nil if
// nothing is. What Graphs and Thresholds name is read by Screen.Run.
func (s *Settings) Check() error {
	k := newKeyMap(true)
	_, colors := parseColors(s.Colors)
	var kind error
	if s.Time != "" {
		_, kind = TimeKind(s.Time)
	}
	return errors.Join(checkTheme(s.Theme), colors, k.rebind(s.Keys, true), checkLayoutNames(s.Layout), kind)
}

// apply has the screen be as the settings say, before it is shown.
func (m *model) apply(s Settings) error {
	if err := s.Check(); err != nil {
		return err
	}
	graphs, thresholds := s.Graphs, s.Thresholds
	m.settings = s
	m.settings.Graphs, m.settings.Thresholds = nil, nil
	t := m.theme
	t.name = s.Theme
	t.custom, _ = parseColors(s.Colors)
	m.setTheme(t)
	if err := m.keys.rebind(s.Keys, t.unicode); err != nil {
		return err
	}
	if err := m.setTimes(s.Time); err != nil {
		return err
	}
	m.setUTC(s.UTC)
	m.setWrap(s.Wrap)
	m.setRepeats(s.Repeats)
	m.setColor(s.Color)
	m.setSilence(s.Silence)
	m.setMouse(!s.NoMouse)
	m.setSpan(s.Span)
	if s.Layout != nil {
		if err := m.setLayout(s.Layout); err != nil {
			return err
		}
	}
	for _, spec := range graphs {
		if err := m.addGraph(spec); err != nil {
			return fmt.Errorf("graph %q: %w", spec, err)
		}
	}
	for _, spec := range thresholds {
		if err := m.addThreshold(spec); err != nil {
			return fmt.Errorf("threshold %q: %w", spec, err)
		}
	}
	return nil
}
