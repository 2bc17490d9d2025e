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
