package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

func (s *Store) sample(series string, after time.Duration, value float64) {
	s.add(source.Batch{Source: "x", Samples: []source.Sample{{At: epoch.Add(after), Series: series, Value: value, Unit: "%"}}})
}

func TestThin(t *testing.T) {
	s := newStore(0)
	for _, sec := range []int{2, 3, 3, 5, 9} {
		s.sample("cpu", time.Duration(sec)*time.Second, float64(10*sec))
	}
	s.sample("cpu", 3*time.Second+time.Millisecond, 60)
	for _, c := range []struct {
		name     string
		from, to int
		n        int
		hold     time.Duration
		want     string
	}{
		{"a bucket a second", 0, 10, 10, 0, "[NaN NaN 20 40 NaN 50 NaN NaN NaN 90]"},
		{"held for two seconds", 0, 10, 10, 2 * time.Second, "[NaN NaN 20 40 40 50 50 NaN NaN 90]"},
		{"held from before the window", 4, 6, 2, 2 * time.Second, "[60 50]"},
		{"held to the live edge", 9, 11, 2, 2 * time.Second, "[90 90]"},
		{"all in one", 0, 10, 1, 0, "[46.666666666666664]"},
		{"nothing there", 20, 30, 2, time.Second, "[NaN NaN]"},
		{"no span", 5, 5, 1, 0, "[NaN]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := func(sec int) time.Time { return epoch.Add(time.Duration(sec) * time.Second) }
			var means []float64
			for _, b := range s.Thin(nil, "cpu", at(c.from), at(c.to), c.n, c.hold) {
				means = append(means, b.Mean)
			}
			if got := fmt.Sprint(means); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got := s.Thin(nil, "no such series", epoch, epoch.Add(time.Second), 1, 0); !math.IsNaN(got[0].Mean) {
		t.Errorf("an unknown series has the value %v", got)
	}
}

func TestSeriesKeepsOrderAndNewest(t *testing.T) {
	s := newStore(0)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range maxPoints + 100 {
		// Mostly in order, some points late.
		s.sample("x", time.Duration(i-r.IntN(3))*time.Second, 1)
	}
	ring := &s.series.byName["x"].points
	if len(ring.at) != maxPoints {
		t.Fatalf("%d points kept, want %d", len(ring.at), maxPoints)
	}
	for i := 1; i < len(ring.at); i++ {
		if ring.at[ring.index(i)] < ring.at[ring.index(i-1)] {
			t.Fatalf("point %d is older than the one before it", i)
		}
	}
	all, _ := s.Series()
	if all[0].Every < 700*time.Millisecond || all[0].Every > 1300*time.Millisecond {
		t.Errorf("points are %v apart, want about 1 s", all[0].Every)
	}
}

func TestSeriesRefusesWhatItCannotDraw(t *testing.T) {
	s := newStore(0)
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		s.sample("x", 0, v)
	}
	s.sample("", 0, 1)
	for i := range maxSeries + 5 {
		s.sample(fmt.Sprintf("s%05d", i), 0, 1)
	}
	all, _ := s.Series()
	if len(all) != maxSeries {
		t.Errorf("%d series, want %d", len(all), maxSeries)
	}
	wantLines(t, texts(s, 0, 9), "0 x:"+errNotFinite.Error(), "1 x:"+errTooManySeries.Error())
	for i := 1; i < len(all); i++ {
		if all[i-1].Name >= all[i].Name {
			t.Fatalf("%q stands before %q", all[i-1].Name, all[i].Name)
		}
	}
}

func TestTables(t *testing.T) {
	s := newStore(0)
	put := func(src, name, cell string) {
		s.add(source.Batch{Source: src, Tables: []source.Table{{Name: name, Columns: []string{"c"}, Rows: []source.Row{{Cells: []string{cell}}}}}})
	}
	put("a", "t", "1")
	_, before := s.Tables()
	put("b", "t", "2")
	put("a", "t", "3")
	all, after := s.Tables()
	if len(all) != 2 || all[0].Rows[0].Cells[0] != "3" || all[1].Rows[0].Cells[0] != "2" || before == after {
		t.Errorf("tables %+v, versions %d and %d", all, before, after)
	}
}
