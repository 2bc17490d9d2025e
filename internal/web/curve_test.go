package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// drawn is what a client knows of series, as the page has it.
type drawn struct {
	names  []string
	points map[string][][2]float64
}

func (d *drawn) take(data []byte) {
	var m struct {
		Type    string
		Series  []struct{ Name, Unit string }
		Samples map[string][][2]float64
	}
	if json.Unmarshal(data, &m) != nil {
		return
	}
	if m.Type == "series" {
		d.names = nil
		for _, x := range m.Series {
			d.names = append(d.names, x.Name+" "+x.Unit)
		}
	}
	for name, all := range m.Samples {
		have := d.points[name]
		if n := len(have); n > 0 && len(all) > 0 && all[0][0] < have[n-1][0] {
			have = nil
		}
		for _, p := range all {
			if n := len(have); n == 0 || p[0] > have[n-1][0] {
				have = append(have, p)
			}
		}
		d.points[name] = have
	}
}

func (r *rig) draw(spec string) {
	r.tb.Helper()
	g, err := store.ParseGraph(spec)
	if err == nil {
		_, err = r.server.store.Draw(g, 0)
	}
	if err != nil {
		r.tb.Fatal(err)
	}
	r.tb.Cleanup(func() { r.server.store.Erase(g.Text) })
}

// Numbers in lines that are drawn are series: for who comes, live and of the
// past.
func TestNumbersInLinesAreSeries(t *testing.T) {
	r := start(t, nil)
	begin := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	took := func(second, ms int) string {
		return fmt.Sprintf("%s took=%dms", begin.Add(time.Duration(second)*time.Second).Format(time.RFC3339), ms)
	}
	r.draw(`took=(\d+)ms p50 max`)
	r.draw("took rate")
	r.write(took(0, 10), took(0, 30), took(1, 20), took(3, 40))
	ws := r.dial("")
	d := drawn{points: map[string][][2]float64{}}
	until := func(what string, ok func() bool) {
		t.Helper()
		for !ok() {
			_, data, err := ws.ReadMessage()
			if err != nil {
				t.Fatalf("%s: %v; there is %v %v", what, err, d.names, d.points)
			}
			d.take(data)
		}
	}
	ms := func(second int) float64 { return float64(begin.Add(time.Duration(second) * time.Second).UnixMilli()) }
	const most, rate = `took=(\d+)ms.max`, "took.rate"
	until("the first values", func() bool { return len(d.points[most]) == 3 && len(d.points[rate]) == 4 })
	if want := []string{`took=(\d+)ms.p50 ms`, most + " ms", "took.rate n/s"}; !slices.Equal(d.names, want) {
		t.Errorf("the series are %q, want %q", d.names, want)
	}
	if want := [][2]float64{{ms(0), 30}, {ms(1), 20}, {ms(3), 40}}; !slices.Equal(d.points[most], want) {
		t.Errorf("the greatest are %v, want %v", d.points[most], want)
	}
	if want := [][2]float64{{ms(0), 2}, {ms(1), 1}, {ms(2), 0}, {ms(3), 1}}; !slices.Equal(d.points[rate], want) {
		t.Errorf("the rate is %v, want %v", d.points[rate], want)
	}
	r.write(took(4, 7))
	until("what comes", func() bool { return len(d.points[most]) == 4 && d.points[most][3] == [2]float64{ms(4), 7} })
	r.write(took(1, 99)) // late
	until("what comes late", func() bool { return len(d.points[most]) == 4 && d.points[most][1] == [2]float64{ms(1), 99} })
	other := r.dial("")
	ws = other
	d = drawn{points: map[string][][2]float64{}}
	until("the same for another client", func() bool { return len(d.points[most]) == 4 })
	if want := [][2]float64{{ms(0), 30}, {ms(1), 99}, {ms(3), 40}, {ms(4), 7}}; !slices.Equal(d.points[most], want) {
		t.Errorf("the greatest are %v, want %v", d.points[most], want)
	}
	r.server.store.Erase("took")
	until("one is gone", func() bool { return len(d.names) == 2 })

	get := func(query string) string {
		_, body := r.do(http.MethodGet, "/series?"+query, "")
		return body
	}
	if got := get(""); !strings.Contains(got, `"series":[{"name":"took=(\\d+)ms.p50","unit":"ms"},`) {
		t.Error(got)
	}
	q := url.Values{"name": {most}, "n": {"5"}, "from": {begin.Format(time.RFC3339)}, "to": {begin.Add(5 * time.Second).Format(time.RFC3339)}}
	point := func(second, v int) string { return fmt.Sprintf("[%.0f,%d,%d,%d]", ms(second), v, v, v) }
	want := fmt.Sprintf(`"unit":"ms","buckets":[%s,%s,null,%s,%s]}`, point(0, 30), point(1, 99), point(3, 40), point(4, 7))
	if got := get(q.Encode()); !strings.Contains(got, want) {
		t.Errorf("%s\nwithout %s", got, want)
	}
	if status, _ := r.do(http.MethodGet, "/series?name="+url.QueryEscape(most), ""); status != http.StatusOK {
		t.Errorf("without from and to: %d", status)
	}
	if got := get("name=took.rate"); !strings.Contains(got, "there is no series") {
		t.Error(got)
	}
}
