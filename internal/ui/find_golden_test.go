package ui

import (
	"fmt"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
)

func TestFindGolden(t *testing.T) {
	text := mono
	text.profile = plain.profile
	for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
		for _, c := range []struct {
			name string
			keys []string
		}{
			{"search", []string{"g", "/", "w", "a", "r"}},
			{"filtered", []string{"4", "k", "/", "f", "a", "i", "enter"}},
			{"list", []string{"4", "&", "!", "h"}},
			{"sources", []string{"M", "down", "space"}},
			{"histogram", []string{"i", "right", "right"}},
			{"goto", []string{":", "1", "x"}},
		} {
			name := fmt.Sprintf("find-%s-%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				m := newTestModel(timeline(t), text, size[0], size[1])
				screen(m)
				press(m, c.keys...)
				rows := screen(m)
				checkRows(t, rows, size[0], size[1])
				golden(t, name, rows)
			})
		}
	}
}

// timeline is a store of three sources over an hour, with a burst of errors.
func timeline(t testing.TB) *feeder {
	f := newFeeder(t, 0)
	names := []string{"/var/log/app/access.log", "/var/log/app/error.log", "/var/log/db.log"}
	for i := range 600 {
		level := "INFO"
		switch {
		case i > 300 && i < 330:
			level = "ERROR"
		case i%7 == 0:
			level = "WARN"
		case i%3 == 0:
			level = "DEBUG"
		}
		f.lines(names[i%3], fmt.Sprintf("2026-11-22T09:%02d:%02d %s failed to fetch item %d", i/10, i%10*6, level, i*37))
	}
	f.send(source.Batch{Source: names[0], Notices: []source.Notice{{Text: "rotated"}}})
	return f
}
