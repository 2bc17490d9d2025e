package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/near"
)

// setting is what :set changes.
type setting struct {
	name   string
	values []option // that complete it
	set    func(m *model, value string) error
}

// settings are all of them.
func settings() []setting {
	return []setting{
		{"theme", append(options(Themes()), option{"auto", "by the terminal"}), (*model).nameTheme},
		{"time", []option{{"none", "no times"}, {"clock", "time of day"}, {"since", "since the line before"}}, typedTimes},
		{"utc", onOff(), switched((*model).setUTC)},
		{"wrap", onOff(), switched((*model).setWrap)},
		{"repeats", onOff(), switched((*model).setRepeats)},
		{"color", onOff(), switched((*model).setColor)},
		{"mouse", onOff(), switched((*model).setMouse)},
		{"silence", options([]string{"10s", "1m", "10m"}), func(m *model, value string) error {
			d, err := ParseSpan(value)
			if err == nil {
				m.setSilence(d)
			}
			return err
		}},
		{"span", append(options([]string{"1m", "10m", "1h", "1d"}), option{"auto", "by itself"}), typedSpan},
	}
}

func settingNames() []string {
	var names []string
	for _, s := range settings() {
		names = append(names, s.name)
	}
	return names
}

// setTyped changes a setting: NAME VALUE, or NAME=VALUE.
func setTyped(m *model, args string) error {
	name, value, _ := strings.Cut(strings.Replace(args, "=", " ", 1), " ")
	return m.change(name, strings.TrimSpace(value))
}

// change changes a setting.
func (m *model) change(name, value string) error {
	all := settings()
	i := slices.IndexFunc(all, func(s setting) bool { return s.name == name })
	if i < 0 {
		return fmt.Errorf("there is no setting %q: want %s%s", name, oneOf(settingNames()), near.DidYouMean(name, settingNames()))
	}
	s := &all[i]
	if value == "" {
		return fmt.Errorf("%s wants %s", name, oneOf(texts(s.values)))
	}
	return s.set(m, value)
}

// setter makes the command of a setting's name.
func setter(name string) func(*model, string) error {
	return func(m *model, args string) error { return m.change(name, args) }
}

// valuesOf completes the values of a setting.
func valuesOf(name string) func(*model, string) []option {
	return func(*model, string) []option {
		for _, s := range settings() {
			if s.name == name {
				return s.values
			}
		}
		return nil
	}
}

func completeSet(_ *model, args string) []option {
	name, _, value := strings.Cut(args, " ")
	var all []option
	for _, s := range settings() {
		switch {
		case !value:
			all = append(all, option{s.name + " ", strings.Join(texts(s.values), ", ")})
		case s.name == name:
			for _, v := range s.values {
				all = append(all, option{name + " " + v.text, v.help})
			}
		}
	}
	return all
}

func onOff() []option { return options([]string{"on", "off"}) }

// switched makes a setting of what is on or off.
func switched(set func(*model, bool)) func(*model, string) error {
	return func(m *model, value string) error {
		switch value {
		case "on", "yes", "true":
			set(m, true)
		case "off", "no", "false":
			set(m, false)
		default:
			return fmt.Errorf("%q is neither on nor off", value)
		}
		return nil
	}
}

func typedTimes(m *model, value string) error {
	kind, err := TimeKind(value)
	if err != nil {
		return err
	}
	return m.setTimes(kind)
}

// TimeKind reads what the time column may be, as Settings.Time has it.
func TimeKind(text string) (string, error) {
	switch text {
	case "none":
		return "", nil
	case "clock", "since":
		return text, nil
	}
	return "", fmt.Errorf("%q is no time column: want none, clock or since", text)
}

func typedSpan(m *model, value string) error {
	if value == "auto" {
		m.setSpan(0)
		return nil
	}
	d, err := ParseSpan(value)
	if err == nil {
		m.setSpan(d)
	}
	return err
}

// ParseSpan reads a length of time: 40s, 10m, 1h30m, 2d.
func ParseSpan(text string) (time.Duration, error) {
	day := time.Duration(0)
	rest := text
	if n, after, ok := strings.Cut(text, "d"); ok {
		h, err := time.ParseDuration(n + "h")
		if day = 24 * h; err != nil || h > maxDays*time.Hour {
			return 0, errSpan(text)
		}
		if rest = after; rest == "" {
			rest = "0s"
		}
	}
	v, err := time.ParseDuration(rest)
	if err != nil || day+v <= 0 {
		return 0, errSpan(text)
	}
	return day + v, nil
}

func errSpan(text string) error {
	return errors.New(`"` + text + `" is no length of time: want 40s, 10m, 1h30m or 2d`)
}
