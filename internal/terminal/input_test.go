package terminal

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// While the model is busy keys come together, the newest of too many.
func TestKeyQueue(t *testing.T) {
	got := queued(func(q *inputQueue) {
		for range 10*maxKeys + 7 {
			q.add(key('j'))
		}
		q.add(key('q'))
	})
	if len(got) != 1 {
		t.Fatalf("%d messages, want 1", len(got))
	}
	if keys := got[0].(KeysMsg); len(keys) > 2*maxKeys || len(keys) < maxKeys || keys[len(keys)-1].Text != "q" {
		t.Errorf("%d keys: want at most %d that end with q", len(keys), 2*maxKeys)
	}
}

// What is done with the mouse comes in order with the keys, and a flood of it is
// little.
func TestMouseQueue(t *testing.T) {
	wheel := func(x, y, rows, columns int) MouseMsg {
		return MouseMsg{Kind: Wheel, X: x, Y: y, Rows: rows, Columns: columns}
	}
	drag := func(x, y int) MouseMsg { return MouseMsg{Kind: Drag, X: x, Y: y} }
	press := func(x, y, clicks int) MouseMsg { return MouseMsg{Kind: Press, X: x, Y: y, Clicks: clicks} }
	for _, c := range []struct {
		name     string
		in, want []tea.Msg
	}{
		{"wheel", []tea.Msg{wheel(1, 1, 1, 0), wheel(1, 1, 1, 0), wheel(1, 2, -1, 0)}, []tea.Msg{wheel(1, 2, 1, 0)}},
		{"key between", []tea.Msg{wheel(1, 1, 1, 0), key('j'), wheel(1, 1, 1, 0)}, []tea.Msg{wheel(1, 1, 1, 0), KeysMsg{key('j')}, wheel(1, 1, 1, 0)}},
		{"drag", []tea.Msg{press(1, 1, 1), drag(1, 2), drag(1, 3)}, []tea.Msg{press(1, 1, 1), drag(1, 3)}},
		{"double", []tea.Msg{press(1, 1, 1), press(1, 1, 1), press(1, 1, 1)}, []tea.Msg{press(1, 1, 1), press(1, 1, 2), press(1, 1, 1)}},
		{"two places", []tea.Msg{press(1, 1, 1), press(1, 2, 1)}, []tea.Msg{press(1, 1, 1), press(1, 2, 1)}},
		{"paste", []tea.Msg{key('/'), PasteMsg{Text: "x"}, key('j')}, []tea.Msg{KeysMsg{key('/')}, PasteMsg{Text: "x"}, KeysMsg{key('j')}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := queued(func(q *inputQueue) {
				for _, msg := range c.in {
					q.add(msg)
				}
			})
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	got := queued(func(q *inputQueue) {
		for i := range 10 * maxKeys {
			q.add(press(i, 1, 1))
		}
		q.add(key('q'))
	})
	if len(got) > 2*maxKeys {
		t.Errorf("%d messages of a flood of clicks", len(got))
	}
}

// queued returns the messages for what add adds.
func queued(add func(*inputQueue)) (got []tea.Msg) {
	now := time.Unix(0, 0)
	q := inputQueue{now: func() time.Time { return now }, ready: make(chan struct{}, 1)}
	add(&q)
	close(q.ready)
	q.run(func(m tea.Msg) { got = append(got, m) })
	return got
}

func key(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// What fails without the terminal being gone says what it is.
func TestReadKeysFails(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "no-terminal"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	err = readInput(t.Context(), file, "", func(tea.Msg) {}) // a file cannot be waited for
	if err == nil || errors.Is(err, ErrLost) {
		t.Errorf("readInput: %v, want another error than %q", err, ErrLost)
	}
}
