package ui

import (
	"errors"
	"fmt"

	"github.com/rtwatch/rtwatch/internal/store"
)

// A NamedError is what is wrong with a setting that has a name of its own within
// another: keys.copy, colors.muted.
type NamedError struct {
	error
	Name string
}

func (e NamedError) Unwrap() error { return e.error }

// Check returns everything that is wrong with the settings, nil if nothing is.
func (s *Settings) Check() error {
	k := newKeyMap(true)
	_, colors := parseColors(s.Colors)
	_, times := parseTimes(s.Time)
	return errors.Join(
		checkTheme(s.Theme), colors, k.rebind(s.Keys, true), s.CheckLayout(), times,
		s.CheckHighlights(), s.CheckGraphs(), s.CheckThresholds(),
	)
}

// CheckLayout is Check for Layout alone.
func (s *Settings) CheckLayout() error { return checkLayoutNames(s.Layout) }

// CheckHighlights is Check for Highlights alone.
func (s *Settings) CheckHighlights() error {
	_, err := newMarkers(s)
	return err
}

// CheckGraphs is Check for Graphs alone.
func (s *Settings) CheckGraphs() error {
	for i, spec := range s.Graphs {
		if _, err := store.ParseGraph(spec); err != nil {
			return fmt.Errorf("graph %q: %w", spec, err)
		}
		if i >= store.MaxGraphs {
			return fmt.Errorf("graph %q: there are %d already", spec, i)
		}
	}
	return nil
}

// CheckThresholds is Check for Thresholds alone.
func (s *Settings) CheckThresholds() error {
	for _, spec := range s.Thresholds {
		if _, err := parseThreshold(spec); err != nil {
			return fmt.Errorf("threshold %q: %w", spec, err)
		}
	}
	return nil
}

// apply has the screen be as the settings say, before it is shown.
func (m *model) apply(s Settings) (err error) {
	if m.markers, err = newMarkers(&s); err != nil {
		return err
	}
	t := m.theme
	t.name = s.Theme
	if t.custom, err = parseColors(s.Colors); err != nil {
		return err
	}
	m.setTheme(t)
	m.markers.restyle(t)
	if err := m.keys.rebind(s.Keys, t.unicode); err != nil {
		return err
	}
	if err := m.setTimes(s.Time); err != nil {
		return err
	}
	m.setUTC(s.UTC)
	m.setWrap(s.Wrap)
	m.setRepeats(s.Repeats)
	m.setSilence(s.Silence)
	m.setMouse(!s.NoMouse)
	m.setSpan(s.Span)
	if s.Layout != nil {
		if err := m.setLayout(s.Layout); err != nil {
			return err
		}
	}
	for _, spec := range s.Graphs {
		if err := m.addGraph(spec); err != nil {
			return fmt.Errorf("graph %q: %w", spec, err)
		}
	}
	for _, spec := range s.Thresholds {
		if err := m.addThreshold(spec); err != nil {
			return fmt.Errorf("threshold %q: %w", spec, err)
		}
	}
	m.said, m.thresholds.unsaid = "", len(s.Thresholds) > 0 // there are no series yet
	return nil
}
