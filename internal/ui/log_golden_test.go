package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// reading is a log of all that makes reading harder, and easier.
func reading(t testing.TB) *feeder {
	f := newFeeder(t, 0)
	for i := range 12 {
		f.lines("/var/log/app/db.log", fmt.Sprintf("2026-11-22T09:40:%02d.120Z INFO checkpoint %d", i, i))
	}
	for i := range 14 {
		f.lines("/var/log/app/app.log", fmt.Sprintf("2026-11-22T09:40:%02d.%03dZ ERROR connection to 10.0.0.5:54%02d refused, attempt 3", 12+i/4, i*7, 10+i))
	}
	f.lines("/var/log/app/app.log", "2026-11-22T09:40:59Z WARN 日本語 wide, 👍🏽 emoji, e\u0301 combining",
		"2026-11-22T09:41:00Z INFO \u05e9\u05dc\u05d5\u05dd right to left", "2026-11-22T09:41:01Z INFO tab\tand\tmore",
		"2026-11-22T09:41:02Z FATAL panic: nil map", "\tat main.go:17", "\tat run.go:4",
		"2026-11-22T09:41:03Z INFO "+strings.Repeat("long ", 60))
	f.lines("/var/log/app/db.log", "no time", "no time", "no time", "no time", "2026-11-22T09:46:30Z INFO checkpoint 12")
	return f
}

func TestReadingGolden(t *testing.T) {
	text := mono
	text.profile = plain.profile
	ascii := plain
	for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
		for _, c := range []struct {
			name  string
			theme theme
			keys  []string
		}{
			{"folded", text, nil},
			{"unfolded", text, strings.Split("g j j j j j j j j j j j j enter m j j v j", " ")},
			{"clock", text, []string{"t", "k", "k"}},
			{"since", text, []string{"t", "t", "k", "m", "k"}},
			{"wrapped", text, []string{"w", "t", "g"}},
			{"ascii", ascii, []string{"t", "k", "m", "k", "k", "v", "k"}},
			{"dark", dark, []string{"t", "k", "k", "k", "k", "v", "k"}},
			{"zoomed", text, []string{"z", "t", "k", "m", "k"}},
		} {
			name := fmt.Sprintf("reading-%s-%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				m := newTestModel(reading(t), c.theme, size[0], size[1])
				m.now = func() time.Time { return day }
				screen(m)
				press(m, c.keys...)
				rows := screen(m)
				checkRows(t, rows, size[0], size[1])
				golden(t, name, rows)
			})
		}
	}
}
