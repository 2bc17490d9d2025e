package web

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

type fields map[string]any

func decoded(t *testing.T, data []byte) (all []fields) {
	t.Helper()
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return all
}

// What a line leaves out is what docs/http.md says: a client that fills it in
// has the lines as they are when each tells all.
func TestLinesLeaveOutWhatIsTheSame(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 41, 7, 123e6, time.UTC)
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // nothing secret
	lines := []store.Line{{Seq: -1, At: at, Text: []byte("one")}}
	for i := range 1000 {
		l := lines[i]
		l.Seq++
		l.At = l.At.Add(time.Duration(random.IntN(3)) * 40 * time.Millisecond)
		l.Text = fmt.Appendf(nil, "line %d", i)
		l.Notice = random.IntN(20) == 0
		switch random.IntN(20) {
		case 0:
			l.Seq += 5
		case 1:
			l.Seq -= 3 // it comes again
		case 2:
			l.At = l.At.Add(-time.Second)
		case 3, 4, 5:
			l.Level = line.Level(random.IntN(8)) //nolint:gosec // 0 to 7
		case 6, 7, 8:
			l.Source = string(rune('a' + random.IntN(3)))
		case 9, 10:
			l.Time = time.Time{}
		case 11, 12, 13:
			l.Time = l.At.Add(-time.Hour)
		}
		lines = append(lines, l)
	}
	e := encoder{epoch: "1f2e3d4c"}
	lean, full := []byte("["), []byte("[")
	for i := range lines {
		lean = append(e.another(lean, &lines[i]), ',')
	}
	for i := range lines {
		full = append(e.line(full, &lines[i]), ',')
	}
	lean[len(lean)-1], full[len(full)-1] = ']', ']'
	got, want := decoded(t, lean), decoded(t, full)
	if len(lean)*10 > len(full)*8 {
		t.Errorf("%d bytes, and %d if each line tells all", len(lean), len(full))
	}
	for i, l := range got {
		if l["c"] == nil { // the rule of docs/http.md
			before := got[i-1]
			var n int
			fmt.Sscanf(strings.TrimPrefix(before["c"].(string), "1f2e3d4c."), "%d", &n)
			l["c"] = fmt.Sprintf("1f2e3d4c.%d", n+1)
			for _, k := range []string{"at", "s", "l"} {
				if l[k] == nil && before[k] != nil {
					l[k] = before[k]
				}
			}
		}
		a, _ := time.Parse(time.RFC3339, l["at"].(string))
		b, _ := time.Parse(time.RFC3339, want[i]["at"].(string))
		if late := b.Sub(a); late != 0 && (late < 0 || late >= sameFor || l["t"] == nil) {
			t.Fatalf("line %d came at %v, not %v", i, b, a)
		}
		w := want[i]
		if w["l"] == nil {
			w["l"] = "none"
		}
		if l["l"] == nil {
			l["l"] = "none"
		}
		w["at"] = l["at"]
		if fmt.Sprint(l) != fmt.Sprint(w) {
			t.Fatalf("line %d: %v\nwant %v", i, l, w)
		}
	}
}
