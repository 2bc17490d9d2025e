package web

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// telling is what a view has told its clients besides lines.
type telling struct {
	series, tables uint64 // versions
	names          int
	last           map[string]time.Time
	curves         []seriesName
	ends           map[string]toldCurve // of curves
	rows           map[string]*store.Table
	state          string
	at             time.Time
	lost, unknown  uint64 // lines, and times that nobody knows how many were

	presents <-chan struct{} // closed when there is another one
}

// number is a float as JSON has it: what is none is null.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

type seriesName struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
}

type row struct {
	ID    string   `json:"id"`
	Score number   `json:"score"`
	Cells []string `json:"cells"`
}

type tableMessage struct {
	Type    string   `json:"type"`
	Source  string   `json:"source"`
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    []row    `json:"rows"`
	Gone    bool     `json:"gone,omitempty"`
}

type samplesMessage struct {
	Type    string                 `json:"type"`
	Samples map[string][][2]number `json:"samples"`
}

type seriesMessage struct {
	Type   string       `json:"type"`
	Series []seriesName `json:"series"`
}

// message encodes a message that is made of what cannot fail.
func message(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return []byte(`{"type":"error","error":"a message could not be written"}`)
	}
	return data
}

// know takes what there is for told: who comes is told by itself.
func (v *view) know() {
	st, t := v.server.store, &v.told
	*t = telling{last: map[string]time.Time{}, ends: map[string]toldCurve{}, rows: map[string]*store.Table{}}
	total := st.Snapshot().Total
	t.lost, t.unknown = total.Lost, total.LostUnknown
	if !v.plain {
		_, _, t.presents = v.server.presenter.newest()
	}
	var all []store.Series
	all, t.series = st.Series()
	t.names = len(all)
	for _, s := range all {
		t.last[s.Name] = s.Last.At
	}
	drawn, _ := v.server.curves.look()
	t.curves = names(drawn)
	for i := range drawn {
		t.ends[drawn[i].Name] = drawn[i].told()
	}
	var tables []store.Table
	tables, t.tables = st.Tables()
	for i := range tables {
		t.rows[tables[i].Source+"\x00"+tables[i].Name] = &tables[i]
	}
}

// tell adds what has changed besides lines. It returns when to ask again though
// nothing comes, if at all.
func (v *view) tell() (again time.Duration) {
	if v.plain {
		v.tellLoss()
		return 0
	}
	var frames []*frame
	add := func(f *frame) { frames = append(frames, v.behind(f)) }
	put := func(m any) { add(&frame{data: message(m)}) }
	st, t := v.server.store, &v.told
	all, version := st.Series()
	drawn, soon := v.server.curves.look()
	if soon {
		again = curveEvery
	}
	if curves := names(drawn); len(all) != t.names || !slices.Equal(curves, t.curves) {
		t.names, t.curves = len(all), curves
		put(seriesList(all, drawn))
	}
	fresh := map[string][][2]number{}
	for i := range drawn {
		x := &drawn[i]
		if points := x.more(t.ends[x.Name]); len(points) > 0 {
			fresh[x.Name] = points
			t.ends[x.Name] = x.told()
		}
	}
	if version != t.series {
		t.series = version
		for _, s := range all {
			last, known := t.last[s.Name]
			if !s.Last.At.After(last) {
				continue
			}
			t.last[s.Name] = s.Last.At
			points := []store.Point{s.Last}
			if known {
				points = st.Points(points[:0], s.Name, last, s.Last.At)
			}
			for _, p := range points {
				name := line.CleanString(s.Name)
				fresh[name] = append(fresh[name], [2]number{number(p.At.UnixMilli()), number(p.Value)})
			}
		}
	}
	if len(fresh) > 0 {
		put(samplesMessage{"samples", fresh})
	}
	tables, version := st.Tables()
	if version != t.tables {
		t.tables = version
		for i := range tables {
			key := tables[i].Source + "\x00" + tables[i].Name
			if old := t.rows[key]; old == nil || !sameTable(old, &tables[i]) {
				t.rows[key] = &tables[i]
				put(tableOf(&tables[i]))
			}
		}
	}
	if data, version, changed := v.server.presenter.newest(); changed != t.presents {
		t.presents = changed
		add(&frame{data: data, presented: version})
	}
	if wait := stateEvery - v.server.now().Sub(t.at); wait > 0 {
		again = wait
	} else {
		m := v.state()
		if data := string(message(m)); data != t.state {
			t.state, t.at = data, v.server.now()
			put(m)
		}
		if m.Rate > 0 || m.Errors > 0 { // they sink by themselves
			again = stateEvery
		}
	}
	v.put(v.next, v.loose, frames...)
	return again
}

// tellLoss adds to filtered text that lines were lost: without a filter the
// notices say so.
func (v *view) tellLoss() {
	t, total := &v.told, v.server.store.Snapshot().Total
	var data []byte
	if total.Lost > t.lost {
		data = remark(data, fmt.Sprintf("%d lines lost before they came", total.Lost-t.lost))
	}
	if total.LostUnknown > t.unknown {
		data = remark(data, "lines lost before they came, nobody knows how many")
	}
	t.lost, t.unknown = total.Lost, total.LostUnknown
	if v.query != nil && data != nil {
		v.put(v.next, v.loose, v.behind(&frame{data: data}))
	}
}

// behind puts a frame behind all lines that the view has told, and returns it.
func (v *view) behind(f *frame) *frame {
	f.seq, f.number = v.next-1, v.server.hub.number()
	f.cursor = string(v.enc.cursor(nil, f.seq, f.number))
	return f
}

// sameTable reports whether it is the very same: its rows are replaced, never
// changed.
func sameTable(a, b *store.Table) bool {
	return a.Gone == b.Gone && len(a.Rows) == len(b.Rows) && len(a.Columns) == len(b.Columns) &&
		(len(a.Rows) == 0 || &a.Rows[0] == &b.Rows[0])
}

// seriesList is all that is drawn: what was asked for first, as on the screen.
func seriesList(all []store.Series, drawn []curve) seriesMessage {
	m := seriesMessage{"series", append([]seriesName{}, names(drawn)...)}
	for _, s := range all {
		m.Series = append(m.Series, seriesName{line.CleanString(s.Name), s.Unit})
	}
	return m
}

func tableOf(t *store.Table) tableMessage {
	m := tableMessage{Type: "table", Source: line.CleanString(t.Source), Name: line.CleanString(t.Name), Rows: []row{}, Gone: t.Gone}
	for _, c := range t.Columns {
		m.Columns = append(m.Columns, line.CleanString(c))
	}
	for _, r := range t.Rows {
		cells := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = line.CleanString(c)
		}
		m.Rows = append(m.Rows, row{line.CleanString(r.ID), number(r.Score), cells})
	}
	return m
}

// graphs returns what a client has to know first of series, tables and the
// screen.
func (v *view) graphs() [][]byte {
	var all [][]byte
	st := v.server.store
	series, _ := st.Series()
	drawn, _ := v.server.curves.look()
	if len(series)+len(drawn) > 0 {
		all = append(all, message(seriesList(series, drawn)))
		m := samplesMessage{"samples", map[string][][2]number{}}
		told := 0 // points
		add := func(name string, points [][2]number) {
			m.Samples[name] = points
			if told += len(points); told > maxSamples {
				all = append(all, message(m))
				m.Samples, told = map[string][][2]number{}, 0
			}
		}
		for i := range drawn {
			add(drawn[i].Name, orEmpty(drawn[i].points))
		}
		var buckets []store.Bucket
		for _, s := range series {
			to := s.Last.At.Add(time.Millisecond)
			from := to.Add(-graphFor)
			step := graphFor / maxPoints
			buckets = st.Thin(buckets[:0], s.Name, from, to, maxPoints, 0)
			points := [][2]number{}
			for i, b := range buckets {
				if b.Count > 0 {
					points = append(points, [2]number{number(from.Add(time.Duration(i) * step).UnixMilli()), number(b.Mean)})
				}
			}
			if n := len(points); n > 0 { // its own time, so that it does not come twice
				points[n-1] = [2]number{number(s.Last.At.UnixMilli()), number(s.Last.Value)}
			}
			add(line.CleanString(s.Name), points)
		}
		if len(m.Samples) > 0 {
			all = append(all, message(m))
		}
	}
	all = append(all, v.tables()...)
	if shown, _, _ := v.server.presenter.newest(); shown != nil {
		all = append(all, shown)
	}
	return all
}

// tables returns all tables as they are.
func (v *view) tables() (all [][]byte) {
	tables, _ := v.server.store.Tables()
	for i := range tables {
		all = append(all, message(tableOf(&tables[i])))
	}
	return all
}
