package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// An answer that has no room for all lines leaves out those farthest from the
// asked place: page after page, every line comes once, both ways.
func TestPagesOfLongLinesHaveNoHole(t *testing.T) {
	const n = 60
	r := start(t, nil)
	var want []string
	for i := range n {
		l := fmt.Sprintf("%03d ", i) + strings.Repeat("x", 50<<10)
		want = append(want, l[:3])
		r.write(l)
	}
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == n })
	for way, from := range map[string]int{"before": n, "after": -1} {
		var got []string
		cursor := fmt.Sprintf("%s.%d", r.server.epoch, from)
		for pages, end := 0, false; !end; pages++ {
			_, body := r.do(http.MethodGet, fmt.Sprintf("/lines?n=%d&%s=%s", n, way, cursor), "")
			var m told
			if err := json.Unmarshal([]byte(body), &m); err != nil || len(m.Lines) == 0 || pages > 9 {
				t.Fatal(way, pages, len(body), err)
			}
			var some []string
			for _, l := range m.Lines {
				some = append(some, l.X[:3])
			}
			if way == "before" {
				got, cursor, end = append(some, got...), m.Lines[0].C, m.First
			} else {
				got, cursor, end = append(got, some...), m.Lines[len(m.Lines)-1].C, m.Last
			}
			if !end && len(m.Lines) == n {
				t.Fatalf("%s: all lines had room: nothing is tested", way)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", way, got)
		}
	}
}

// A line is found by its number in the whole log, or by its share of it,
// whatever the view shows: the next of the view's.
func TestLineByNumber(t *testing.T) {
	r := start(t, nil)
	for i := range 200 {
		r.write(fmt.Sprintf("line %d", i+1))
	}
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 200 })
	for _, c := range []struct{ where, want string }{
		{"line=0", "line 1"},
		{"line=1", "line 1"},
		{"line=120", "line 120"},
		{"line=200", "line 200"},
		{"line=201", "line 200"},
		{"line=99999999999999999999", "line 200"},
		{"line=0%25", "line 1"},
		{"line=50%25", "line 101"},
		{"line=100%25", "line 200"},
		{"line=12&filter=/0$/", "line 20"},
	} {
		_, body := r.do(http.MethodGet, "/lines?n=1&"+c.where, "")
		var m told
		if err := json.Unmarshal([]byte(body), &m); err != nil || len(m.Lines) != 1 || m.Lines[0].X != c.want {
			t.Errorf("%s: %s, want %q (%v)", c.where, body, c.want, err)
		}
	}
}
