package ui

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"

	"github.com/rtwatch/rtwatch/internal/near"
)

// namedKeys are the keys that are no character, as they are written in the
// config file, and as the help shows them with and without UTF-8.
var namedKeys = [...]struct{ name, sign, ascii string }{
	{"up", "↑", "up"},
	{"down", "↓", "down"},
	{"left", "←", "left"},
	{"right", "→", "right"},
	{"home", "Home", "Home"},
	{"end", "End", "End"},
	{"pgup", "PgUp", "PgUp"},
	{"pgdown", "PgDn", "PgDn"},
	{"space", "space", "space"},
	{"enter", "enter", "enter"},
	{"tab", "tab", "tab"},
	{"esc", "esc", "esc"},
	{"backspace", "⌫", "backspace"},
	{"delete", "Del", "Del"},
	{"insert", "Ins", "Ins"},
}

// newKeyMap returns the keys as they are without a word from the reader.
func newKeyMap(unicode bool) keyMap {
	var k keyMap
	for _, a := range k.actions() {
		*a.binding = bind(&a, strings.Fields(a.bound), unicode)
	}
	k.hint()
	return k
}

// bind returns the binding of an action to keys.
func bind(a *action, keys []string, unicode bool) key.Binding {
	return key.NewBinding(key.WithKeys(append(slices.Clone(keys), secret+a.name)...), key.WithHelp(keySigns(keys, unicode), a.help))
}

// KeyNames returns the actions that keys can be bound to, by name, in the order
// of the help.
func KeyNames() []string {
	var names []string
	for _, a := range new(keyMap).actions() {
		names = append(names, a.name)
	}
	return names
}

// DefaultKeys returns the keys of an action, as the config file has them.
func DefaultKeys(name string) []string {
	for _, a := range new(keyMap).actions() {
		if a.name == name {
			return strings.Fields(a.bound)
		}
	}
	return nil
}

// rebind gives actions other keys, by name. A name, a key that does not exist,
// and a key that would mean two things are errors; they are all told.
func (k *keyMap) rebind(changed map[string][]string, unicode bool) error {
	var wrong []error
	tell := func(name, format string, args ...any) {
		wrong = append(wrong, NamedError{fmt.Errorf("keys: "+format, args...), "keys." + name})
	}
	all := k.actions()
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		i := slices.IndexFunc(all, func(a action) bool { return a.name == name })
		if i < 0 {
			tell(name, "there is no action %q%s", name, near.DidYouMean(name, KeyNames()))
			continue
		}
		var keys []string
		for _, text := range changed[name] {
			parsed, err := parseKey(text)
			if parsed == "ctrl+c" && name != "quit" {
				err = errors.New("ctrl+c quits in any case: want another key")
			}
			if err != nil {
				tell(name, "%s: %w", name, err)
				continue
			}
			keys = append(keys, parsed)
		}
		if most := numbered(&all[i]); most > 0 && len(keys) > most {
			tell(name, "%s: want at most %d keys, one for each", name, most)
		}
		*all[i].binding = bind(&all[i], keys, unicode)
	}
	k.hint()
	for _, c := range k.conflicts() {
		name := c.b
		if _, ok := changed[name]; !ok {
			name = c.a
		}
		tell(name, "%q is bound to both %s and %s: give one of them another key", c.key, c.a, c.b)
	}
	return errors.Join(wrong...)
}

// numbered returns how many keys an action has at most if each means something
// else by its place, else 0.
func numbered(a *action) int {
	switch a.name {
	case "level":
		return len(levels)
	case "toggle":
		return len(PaneNames())
	}
	return 0
}

// conflict is a key that means two actions in one context.
type conflict struct{ key, a, b string }

func (k *keyMap) conflicts() []conflict {
	var found []conflict
	all := k.actions()
	for i := range all {
		for j := range i {
			a, b := &all[j], &all[i]
			if a.context&b.context == 0 {
				continue
			}
			for _, name := range b.binding.Keys() {
				if slices.Contains(a.binding.Keys(), name) {
					found = append(found, conflict{name, a.name, b.name})
				}
			}
		}
	}
	return found
}

// parseKey reads a key as it is written in the config file, and returns it as
// Bubble Tea names it: y, G, space, f5, ctrl+f or ^f, alt+1, shift+tab.
func parseKey(text string) (string, error) {
	wrong := fmt.Errorf("%q is no key: want a character, or space, tab, enter, esc, up, pgdown, home, delete, f1 and the like, "+
		"with ctrl+, alt+ or shift+ before it", text)
	rest, mods := text, map[string]bool{}
	if after, ok := strings.CutPrefix(rest, "^"); ok && after != "" {
		rest = "ctrl+" + after
	}
	for found := true; found; {
		found = false
		for _, mod := range [...]string{"ctrl", "alt", "shift"} {
			if after, ok := strings.CutPrefix(rest, mod+"+"); ok && after != "" && !mods[mod] {
				rest, mods[mod], found = after, true, true
			}
		}
	}
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case rest == " ":
		rest = "space"
	case rest != "" && size == len(rest) && unicode.IsPrint(r):
		if mods["ctrl"] {
			rest = strings.ToLower(rest)
		} else if mods["shift"] { // the terminal sends what is typed with it
			upper := unicode.ToUpper(r)
			if upper == r && !unicode.IsUpper(r) {
				return "", fmt.Errorf("%q is no key: want the character that it types", text)
			}
			rest, mods["shift"] = string(upper), false
		}
	case !named(rest):
		return "", wrong
	}
	for _, mod := range [...]string{"shift", "alt", "ctrl"} {
		if mods[mod] {
			rest = mod + "+" + rest
		}
	}
	return rest, nil
}

// named reports whether a key is one of namedKeys or a function key.
func named(name string) bool {
	for i := range namedKeys {
		if namedKeys[i].name == name {
			return true
		}
	}
	n, err := strconv.Atoi(strings.TrimPrefix(name, "f"))
	return err == nil && n >= 1 && n <= 20 && name == "f"+strconv.Itoa(n)
}

// firstKey returns the first key of a binding as the help shows it.
func firstKey(b key.Binding) string {
	name, _, _ := strings.Cut(b.Help().Key, " ")
	return name
}

// keySigns returns keys as the help shows them: the first two, but a row of
// numbers from the first to the last.
func keySigns(keys []string, unicode bool) string {
	if n := len(keys); n > 2 {
		first, last := keys[0], keys[n-1]
		if strings.HasSuffix(first, "1") && last == strings.TrimSuffix(first, "1")+strconv.Itoa(n) {
			return keySign(first, unicode) + "-" + strconv.Itoa(n)
		}
		keys = keys[:2]
	}
	return allSigns(keys, unicode)
}

// allSigns returns keys as the help shows them.
func allSigns(keys []string, unicode bool) string {
	signs := make([]string, len(keys))
	for i, k := range keys {
		signs[i] = keySign(k, unicode)
	}
	return strings.Join(signs, " ")
}

// keySign returns a key as the help shows it.
func keySign(name string, unicode bool) string {
	sign := ""
	for _, mod := range [...]struct{ name, sign, ascii string }{
		{"ctrl+", "^", "^"}, {"alt+", "alt-", "alt-"}, {"shift+", "⇧", "shift-"},
	} {
		if after, ok := strings.CutPrefix(name, mod.name); ok && after != "" {
			name = after
			if unicode {
				sign += mod.sign
			} else {
				sign += mod.ascii
			}
		}
	}
	for i := range namedKeys {
		if n := &namedKeys[i]; n.name == name {
			if unicode {
				return sign + n.sign
			}
			return sign + n.ascii
		}
	}
	if len(name) > 1 && named(name) {
		name = strings.ToUpper(name)
	}
	return sign + name
}
