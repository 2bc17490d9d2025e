package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/near"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// command is what can be typed behind the colon.
type command struct {
	name string
	args string // as the help shows them; in brackets: without them it does what its key does
	help string
	// run does it; nil: what its key does is all.
	run func(m *model, args string) error
	// complete returns what args may become; nil: anything.
	complete func(m *model, args string) []option
}

// option is a way to go on with what is typed.
type option struct{ text, help string }

// commands is the one table of them, in the order of the documentation. Every
// action of the keys is among them, by its name.
func commands() []command {
	return slices.Concat(logCommands(), findCommands(), paneCommands(), takeCommands(), moveCommands(), screenCommands())
}

// findCommand returns the command of a name.
func findCommand(name string) (command, error) {
	all := commands()
	var names []string
	for _, c := range all {
		if c.name == name {
			return c, nil
		}
		names = append(names, c.name)
	}
	return command{}, fmt.Errorf("there is no command %q%s: tab lists them", name, strings.TrimSuffix(near.DidYouMean(name, names), "?"))
}

// usage is the command with its arguments.
func (c *command) usage() string { return strings.TrimSpace(c.name + " " + c.args) }

// takes reports whether something may be typed behind the name.
func (c *command) takes() bool { return c.args != "" }

// optional reports whether nothing need be.
func (c *command) optional() bool { return c.args == "" || strings.HasPrefix(c.args, "[") }

// run does what was typed behind the colon: goes to a place, or runs a command.
// It never waits; what takes its time says by itself how it ended.
func (m *model) run(text string) error {
	text = strings.TrimSpace(text)
	if isPlace(text) {
		if err := m.goTo(text); err != nil {
			return err
		}
		m.bringLog()
		return nil
	}
	name, args, _ := strings.Cut(text, " ")
	args = strings.TrimSpace(args)
	c, err := findCommand(name)
	switch {
	case err != nil:
		return err
	case args == "" && !c.optional():
		return errors.New("want " + c.usage() + ": " + c.help)
	case args != "" && !c.takes():
		return fmt.Errorf("%s takes nothing behind it", c.name)
	case args == "" || c.run == nil:
		m.act(name)
		return nil
	}
	return c.run(m, args)
}

// isPlace reports whether what is typed is a place in the log, not a command.
func isPlace(text string) bool {
	return text != "" && strings.ContainsRune("0123456789-+%", rune(text[0]))
}

// act does what the keys of an action do.
func (m *model) act(name string) {
	for _, a := range m.keys.actions() {
		if a.name == name {
			if cmd := m.pressAll(terminal.KeysMsg{a.press()}); cmd != nil {
				m.do(cmd)
			}
		}
	}
}

// check says what is wrong with what is typed so far, as far as that is sure.
func (m *model) check(text string) error {
	text = strings.TrimLeft(text, " ")
	if isPlace(text) {
		day, last := m.times()
		_, err := parseTarget(text, day, last)
		return err
	}
	name, args, all := strings.Cut(text, " ")
	switch {
	case all && name == "filter":
		if args = strings.TrimSpace(args); args != "" && args != "!" {
			_, err := parseFilter(args, m.dialect())
			return err
		}
	case all || !slices.ContainsFunc(commands(), func(c command) bool { return strings.HasPrefix(c.name, name) }):
		_, err := findCommand(name)
		return err
	}
	return nil
}

// Command is a command for the documentation.
type Command struct {
	Usage string // its name and arguments
	Keys  string // that do the same
	Help  string
}

// Commands returns every command, for the documentation.
func Commands() []Command {
	var all []Command
	actions := new(keyMap).actions()
	for _, c := range commands() {
		d := Command{Usage: c.usage(), Help: c.help}
		for _, a := range actions {
			if a.name == c.name {
				d.Keys = allSigns(strings.Fields(a.bound), true)
			}
		}
		all = append(all, d)
	}
	return all
}
