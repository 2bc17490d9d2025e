package terminal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestPasteFilter(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"q", "q"},
		{"\x1b[200~abc\x1b[201~q", "\x1b[20~abc\x1b[20~q"},
		{"\x1b[0200;1~q", "\x1b[020;1~q"},
		{"\x1b[5~\x1b[20~\x1b[2001~", "\x1b[5~\x1b[20~\x1b[20~"},
		{"200~\x1b200~\x1b[1;200~", "200~\x1b200~\x1b[1;200~"},
	} {
		for split := range len(c.in) + 1 {
			var f pasteFilter
			a, b := []byte(c.in[:split]), []byte(c.in[split:])
			got := string(a[:f.filter(a)]) + string(b[:f.filter(b)])
			if got != c.want {
				t.Errorf("%q split at %d: %q, want %q", c.in, split, got, c.want)
			}
		}
	}
}

// While the model is busy keys come together, the newest of too many.
func TestKeyQueue(t *testing.T) {
	q := keyQueue{ready: make(chan struct{}, 1)}
	for range 10*maxKeys + 7 {
		q.add(tea.KeyPressMsg{Code: 'j', Text: "j"})
	}
	q.add(tea.KeyPressMsg{Code: 'q', Text: "q"})
	var got []KeysMsg
	close(q.ready)
	q.run(func(m tea.Msg) { got = append(got, m.(KeysMsg)) })
	if len(got) != 1 || len(got[0]) > 2*maxKeys || len(got[0]) < maxKeys || got[0][len(got[0])-1].Text != "q" {
		t.Errorf("%d messages: want one of at most %d keys that ends with q", len(got), 2*maxKeys)
	}
}

// What fails without the terminal being gone says what it is.
func TestReadKeysFails(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "no-terminal"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	err = readKeys(t.Context(), file, "", func(tea.Msg) {}) // a file cannot be waited for
	if err == nil || errors.Is(err, ErrLost) {
		t.Errorf("readKeys: %v, want another error than %q", err, ErrLost)
	}
}
