package redis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

func numbers(text string) (all []number, ok bool) {
	ok = eachNumber([]byte(text), func(path []byte, v float64) { all = append(all, number{string(path), v}) }, nil)
	return all, ok
}

// slowNumbers is eachNumber, by the tokens of encoding/json.
func slowNumbers(text []byte) (all []number, ok bool) {
	if !json.Valid(text) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value func(path string, depth int, seen bool)
	value = func(path string, depth int, seen bool) {
		token, err := d.Token()
		if err != nil {
			panic(err)
		}
		join := func(name string) string {
			if path == "" {
				return name
			}
			return path + "." + name
		}
		switch x := token.(type) {
		case json.Number:
			if v, err := x.Float64(); err == nil && seen {
				all = append(all, number{path, v})
			}
		case json.Delim:
			for i := 0; d.More(); i++ {
				below := seen && depth < maxDepth
				if x == '[' {
					value(join(strconv.Itoa(i)), depth+1, below && i < maxIndex)
					continue
				}
				name, err := d.Token()
				if err != nil {
					panic(err)
				}
				value(join(name.(string)), depth+1, below)
			}
			if _, err := d.Token(); err != nil {
				panic(err)
			}
		}
	}
	value("", 0, true)
	return all, true
}

func FuzzEachNumber(f *testing.F) {
	for _, s := range []string{
		`{"cpu":{"us":3.1,"sy":-1e3},"up":true,"n":"5","a":[1,[2,{"b":3}]],"":{"":0}}`,
		`7`, ` [ ] `, `{}`, `{"a\"b\u0041":1}`, `null`, `1e999`, `{"a":1`, `"x"`, `[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]`,
		strings.Repeat(`{"d":`, 9) + "1" + strings.Repeat("}", 9), "{\"\xff\":1}", `[[[[[[[[[1]]]]]]],2]]`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := numbers(text)
		want, wantOK := slowNumbers([]byte(text))
		for i := range got { // encoding/json mends invalid UTF-8
			got[i].path = string(bytes.ToValidUTF8([]byte(got[i].path), nil))
		}
		for i := range want {
			want[i].path = strings.ReplaceAll(want[i].path, "\ufffd", "")
		}
		for i := range got {
			got[i].path = strings.ReplaceAll(got[i].path, "\ufffd", "")
		}
		if ok != wantOK || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v, want %v, %v", text, got, ok, want, wantOK)
		}
	})
}

func TestDepthAndIndex(t *testing.T) {
	for n := maxDepth - 1; n <= maxDepth+1; n++ {
		got, _ := numbers(strings.Repeat(`{"d":`, n) + "1" + strings.Repeat("}", n))
		if want := n <= maxDepth; (len(got) == 1) != want {
			t.Errorf("depth %d: %v", n, got)
		}
	}
	got, _ := numbers("[" + strings.Repeat("1,", maxIndex) + "1]")
	if len(got) != maxIndex {
		t.Errorf("%d elements of %d, want %d", len(got), maxIndex+1, maxIndex)
	}
}

// rowsOf reads members as they are when they come.
func rowsOf(members []member) (rows []*row) {
	for _, m := range members {
		rows = append(rows, &row{member: m, content: contentOf(m.id, "id")})
	}
	return rows
}

func TestSamples(t *testing.T) {
	now := time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
	at := func(s float64) time.Time { return now.Add(time.Duration(s * float64(time.Second))) }
	sec := float64(now.Unix())
	tests := []struct {
		name    string
		members []member // lowest score first
		want    []source.Sample
	}{
		{
			"JSON scored by time",
			[]member{{id{text: fmt.Sprintf(`{"t":%.0f,"cpu":{"us":3.1,"ok":true},"s":"9"}`, sec)}, sec}, {id{text: `{"cpu":{"us":4}}`}, sec + 0.5}},
			[]source.Sample{{At: at(0), Series: "k.cpu.us", Value: 3.1}, {At: at(0.5), Series: "k.cpu.us", Value: 4}},
		},
		{
			"a number scored by time",
			[]member{{id{text: "21.5"}, sec}, {id{text: "NaN"}, sec + 1}, {id{text: "text"}, sec + 2}},
			[]source.Sample{{At: at(0), Series: "k", Value: 21.5}},
		},
		{
			"a leaderboard",
			[]member{{id{text: "bob"}, 5}, {id{text: "1001"}, 7}, {id{text: "top"}, math.Inf(1)}},
			[]source.Sample{{At: now, Series: "k.bob.score", Value: 5}, {At: now, Series: "k.1001.score", Value: 7}},
		},
		{
			"JSON scored by rank",
			[]member{{id{text: `{"n":1}`}, 5}, {id{text: `{"n":`}, 6}},
			[]source.Sample{{At: now, Series: "k.n", Value: 1}},
		},
		{
			"JSON with names scored by time",
			[]member{{id{text: `{"id":"web1","cpu":3}`}, sec}, {id{text: `{"id":7,"cpu":4}`}, sec}},
			[]source.Sample{{At: at(0), Series: "k.web1.cpu", Value: 3}, {At: at(0), Series: "k.7.cpu", Value: 4}},
		},
		{
			"JSON with names scored by rank",
			[]member{{id{text: `{"id":"bob","score":9,"wins":2}`}, 5}},
			[]source.Sample{{At: now, Series: "k.bob.score", Value: 5}, {At: now, Series: "k.bob.wins", Value: 2}},
		},
		{"cut", []member{{id{text: `{"n":1}`, size: 100}, sec}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i := range tt.members {
				tt.members[i].size = max(tt.members[i].size, len(tt.members[i].text))
			}
			got := newSampler("k", false).samples(rowsOf(tt.members), unitOfWindow(tt.members, now), now)
			same := func(a, b source.Sample) bool {
				return a.At.Equal(b.At) && a.Series == b.Series && a.Value == b.Value
			}
			if !slices.EqualFunc(got, tt.want, same) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSeriesAreBounded(t *testing.T) {
	for _, n := range []int{maxSeries - 1, maxSeries, maxSeries + 1} {
		s := newSampler("k", false)
		var fields []string
		for i := range n {
			fields = append(fields, fmt.Sprintf(`"f%d":1`, i))
		}
		m := newMember("{"+strings.Join(fields, ",")+"}", 1, seed)
		if got := len(s.samples(rowsOf([]member{m}), 0, time.Time{})); got != min(n, maxSeries) || s.full != (n > maxSeries) {
			t.Errorf("%d fields: %d samples, full %v", n, got, s.full)
		}
	}
	for _, n := range []int{maxScores - 1, maxScores, maxScores + 1} {
		s := newSampler("k", false)
		var all []member
		for i := range n {
			all = append(all, newMember("m"+strconv.Itoa(i), float64(i), seed))
		}
		got := s.samples(rowsOf(all), 0, time.Time{})
		if len(got) != min(n, maxScores) || got[len(got)-1].Series != fmt.Sprintf("k.m%d.score", n-1) {
			t.Errorf("%d members: %d samples, the last %v", n, len(got), got[len(got)-1])
		}
	}
}
