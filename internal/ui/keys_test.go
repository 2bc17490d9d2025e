package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Every key of the map has a name, stands in the help, and means one thing.
func TestKeyMap(t *testing.T) {
	k := newKeyMap(true)
	all := k.actions()
	if got := strings.Count(fmt.Sprintf("%T%+v", k, k), "disabled:false") - len(k.hints()); got != len(all) {
		t.Errorf("the table has %d of %d keys", len(all), got)
	}
	if wrong := k.conflicts(); len(wrong) > 0 {
		t.Error(wrong)
	}
	names := map[string]bool{}
	for _, a := range all {
		if a.name == "" || names[a.name] || a.binding.Help().Key == "" {
			t.Errorf("action %+v has no name or key of its own", a)
		}
		names[a.name] = true
		for _, name := range strings.Fields(a.bound) {
			if parsed, err := parseKey(name); err != nil || parsed != name {
				t.Errorf("%s: %q is read as %q, %v", a.name, name, parsed, err)
			}
			found := slices.ContainsFunc(k.groups(), func(g keyGroup) bool {
				return slices.ContainsFunc(g.rows, func(r keyRow) bool { return strings.Contains(r.keys, firstKey(*a.binding)) })
			})
			if !found {
				t.Errorf("%s is not in the help", a.name)
			}
		}
	}
	if !slices.Equal(KeyNames(), slices.Collect(func(yield func(string) bool) {
		for _, a := range all {
			if !yield(a.name) {
				return
			}
		}
	})) {
		t.Error("KeyNames are others")
	}
}

func TestParseKey(t *testing.T) {
	for text, want := range map[string]string{
		"y": "y", "G": "G", "shift+g": "G", "ctrl+f": "ctrl+f", "^f": "ctrl+f", "ctrl+F": "ctrl+f", " ": "space",
		"space": "space", "f12": "f12", "alt+1": "alt+1", "shift+tab": "shift+tab", "shift+ctrl+left": "ctrl+shift+left",
		"+": "+", "ctrl++": "ctrl++", "^": "^", "ä": "ä", "alt+shift+x": "alt+X",
	} {
		if got, err := parseKey(text); got != want || err != nil {
			t.Errorf("parseKey(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "yy", "hyper+y", "ctrl+", "f0", "f21", "f01", "pgdn", "\x00y", "\x1b", "ctrl+ctrl+x", "shift+1"} {
		if got, err := parseKey(text); err == nil {
			t.Errorf("parseKey(%q) = %q, want an error", text, got)
		}
	}
}

func TestKeySigns(t *testing.T) {
	for _, c := range []struct{ keys, unicode, ascii string }{
		{"j down", "j ↓", "j down"},
		{"pgdown f", "PgDn f", "PgDn f"},
		{"shift+tab", "⇧tab", "shift-tab"},
		{"1 2 3 4 5", "1-5", "1-5"},
		{"alt+1 alt+2 alt+3", "alt-1-3", "alt-1-3"},
		{"a b c", "a b", "a b"},
		{"1 2 4", "1 2", "1 2"},
		{"? f1", "? F1", "? F1"},
		{"ctrl+x", "^x", "^x"},
		{"", "", ""},
		{"f", "f", "f"},
	} {
		keys := strings.Fields(c.keys)
		if got := keySigns(keys, true); got != c.unicode {
			t.Errorf("%q: %q, want %q", c.keys, got, c.unicode)
		}
		if got := keySigns(keys, false); got != c.ascii {
			t.Errorf("%q: %q, want %q", c.keys, got, c.ascii)
		}
	}
}

func TestRebind(t *testing.T) {
	for _, c := range []struct {
		name string
		keys map[string][]string
		want []string // in the error; none: it is taken
	}{
		{"nothing", nil, nil},
		{"another key", map[string][]string{"copy": {"Y", "ctrl+y"}, "scroll-up": nil}, nil},
		{"no key", map[string][]string{"copy": {}}, nil},
		{"two change places", map[string][]string{"copy": {"w"}, "wrap": {"y", "c"}}, nil},
		{"the same in a list and on the screen", map[string][]string{"copy": {"x"}}, nil},
		{"unknown action", map[string][]string{"coppy": {"y"}}, []string{`"coppy"`, "did you mean copy?"}},
		{"unknown key", map[string][]string{"copy": {"hyper+y"}}, []string{"copy", `"hyper+y"`, "ctrl+"}},
		{"conflict on the screen", map[string][]string{"copy": {"w"}}, []string{`"w"`, "wrap and copy"}},
		{"conflict in a list", map[string][]string{"remove": {"j"}}, []string{`"j"`, "remove and down"}},
		{"conflict of two new ones", map[string][]string{"copy": {"K"}, "mark": {"K"}}, []string{`"K"`, "mark and copy"}},
		{"what always quits", map[string][]string{"copy": {"^c"}}, []string{"copy: ctrl+c quits"}},
		{"what always quits, to quit", map[string][]string{"quit": {"Q", "ctrl+c"}}, nil},
		{"all that is wrong", map[string][]string{"copy": {"hyper+y"}, "x": {"y"}}, []string{`"x"`, "hyper"}},
		{"too many levels", map[string][]string{"level": {"1", "2", "3", "4", "5", "6"}}, []string{"at most 5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKeyMap(true)
			err := k.rebind(c.keys, true)
			if (err != nil) != (c.want != nil) {
				t.Fatalf("error %v", err)
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

// Other keys do what they are bound to, and the help and the status line know.
func TestRebound(t *testing.T) {
	_, m := newLog(t, 0, 100)
	m.resize(160, 60)
	if err := m.keys.rebind(map[string][]string{"pause": {"P"}, "search": {"ctrl+s"}, "level": {"a", "s"}, "mark": nil}, true); err != nil {
		t.Fatal(err)
	}
	if press(m, "space"); m.paused {
		t.Error("the old key still pauses")
	}
	if press(m, "P"); !m.paused {
		t.Error("the new key does not")
	}
	if text := stripped(m); !strings.Contains(text, "P pause") || !strings.Contains(text, "^s search") {
		t.Errorf("the status line has other keys:\n%s", text)
	}
	if press(m, "s"); len(m.filters.list) != 1 || m.filters.list[0].text != "level>=debug" {
		t.Errorf("the second key of level: %+v", m.filters.list)
	}
	press(m, "?")
	if text := stripped(m); !strings.Contains(text, "P pause") || !strings.Contains(text, "a s all, debug") || strings.Contains(text, "m     mark") {
		t.Errorf("the help has other keys:\n%s", text)
	}
}
