package ui

import (
	"fmt"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

func TestScreenGolden(t *testing.T) {
	f := scene(t)
	contrast := dark
	contrast.name = "contrast"
	for name, theme := range map[string]theme{
		"dark": dark, "light": light, "ansi": basic, "mono": mono, "contrast": contrast, "ascii": plain,
	} {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
			name := fmt.Sprintf("screen-%s-%dx%d", name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				rows := screen(newTestModel(f, theme, size[0], size[1]))
				checkRows(t, rows, size[0], size[1])
				golden(t, name, rows)
			})
		}
	}
}

func TestSceneGolden(t *testing.T) {
	text := mono
	text.profile = plain.profile // no sequences: easy to read
	for _, c := range []struct {
		name          string
		width, height int
		keys          []string
	}{
		{"help", 80, 24, []string{"?"}},
		{"help-narrow", 40, 33, []string{"f1"}},
		{"help-scrolled", 60, 12, []string{"?", "j", "j", "pgdown"}},
		{"help-commands", 80, 24, []string{"?", "pgdown"}},
		{"help-wide", 160, 50, []string{"?"}},
		{"commands", 80, 24, []string{":", "s"}},
		{"commands-narrow", 40, 10, []string{":", "s"}},
		{"commands-tab", 80, 24, []string{":", "tab", "tab", "tab", "tab", "tab", "tab", "tab"}},
		{"commands-values", 80, 24, []string{":", "s", "e", "t", "space", "t", "h", "tab", "tab", "tab"}},
		{"commands-zoomed", 80, 24, []string{"tab", "z", ":", "z"}},
		{"command-wrong", 80, 24, []string{":", "w", "r", "a", "p", "p", "space"}},
		{"scrolled", 80, 24, []string{"pgup", "k"}},
		{"wrap", 80, 24, []string{"w"}},
		{"sideways", 80, 24, []string{"l", "l"}},
		{"zoom-log", 80, 24, []string{"z"}},
		{"zoom-cpu", 80, 24, []string{"tab", "z"}},
		{"zoom-rate", 80, 24, []string{"tab", "tab", "tab", "z"}},
		{"paused", 80, 24, []string{"space"}},
		{"oldest", 80, 24, []string{"g"}},
		{"bare", 18, 8, nil},
		{"tiny", 9, 2, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newTestModel(scene(t), text, c.width, c.height)
			screen(m)
			press(m, c.keys...)
			rows := screen(m)
			checkRows(t, rows, c.width, c.height)
			golden(t, "scene-"+c.name, rows)
		})
	}
}

func TestGraphsOnlyGolden(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	text := mono
	text.profile = plain.profile
	for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
		name := fmt.Sprintf("graphs-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			rows := screen(newTestModel(f, text, size[0], size[1]))
			checkRows(t, rows, size[0], size[1])
			golden(t, name, rows)
		})
	}
}

// More disks than there are colours: the first are drawn, the rest counted.
func TestManyDisksGolden(t *testing.T) {
	f := newFeeder(t, 0)
	for i := range 90 {
		at := day.Add(time.Duration(i-90) * time.Second)
		var all []source.Sample
		for d := range 9 {
			all = append(all, source.Sample{
				At: at, Series: fmt.Sprintf("disk.sd%c.util", 'a'+d), Unit: "%", Value: float64(10*d + i/10),
			})
		}
		f.send(source.Batch{Source: "iostat", At: at, Samples: all})
	}
	text := mono
	text.profile = plain.profile
	for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
		name := fmt.Sprintf("disks-%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			rows := screen(newTestModel(f, text, size[0], size[1]))
			checkRows(t, rows, size[0], size[1])
			golden(t, name, rows)
		})
	}
}
