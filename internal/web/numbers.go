package web

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// between reads from, to and n of a request; without them they are first and
// last, and 200.
func (s *Server) between(r *http.Request, first, last time.Time) (from, to time.Time, n int, err error) {
	q := r.URL.Query()
	from, to, n = first, last, 200
	for _, x := range []struct {
		name string
		at   *time.Time
	}{{"from", &from}, {"to", &to}} {
		if text := q.Get(x.name); text != "" {
			var ok bool
			if ms, bad := strconv.ParseInt(text, 10, 64); bad == nil && ms > 1e11 && ms < 1e14 {
				*x.at = time.UnixMilli(ms)
			} else if *x.at, ok = query.ParseTime(text, s.now(), time.Time{}); !ok {
				return from, to, n, fmt.Errorf("%s is %q: want a time, or milliseconds since 1970", x.name, short(text))
			}
		}
	}
	if text := q.Get("n"); text != "" {
		if n, err = strconv.Atoi(text); err != nil || n < 1 || n > maxBuckets {
			return from, to, n, fmt.Errorf("n is %q: want a number from 1 to %d", short(text), maxBuckets)
		}
	}
	if !from.Before(to) {
		err = errors.New("from is not before to")
	}
	return from, to, n, err
}

// series answers with one series, thinned.
func (s *Server) series(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	all, _ := s.store.Series()
	if name == "" {
		drawn, _ := s.curves.look()
		answer(w, http.StatusOK, seriesList(all, drawn))
		return
	}
	if s.curve(w, r, name) {
		return
	}
	for _, x := range all {
		if line.CleanString(x.Name) != name {
			continue
		}
		first, last, _ := s.store.SeriesExtent(x.Name)
		from, to, n, err := s.between(r, first, last.Add(time.Millisecond))
		if err != nil {
			wrong(w, http.StatusBadRequest, err)
			return
		}
		out := seriesAnswer{Name: name, Unit: x.Unit}
		for i, b := range s.store.Thin(nil, x.Name, from, to, n, 0) {
			out.bucket(from.Add(to.Sub(from)*time.Duration(i)/time.Duration(n)), b.Count > 0, b.Min, b.Mean, b.Max)
		}
		answer(w, http.StatusOK, out)
		return
	}
	wrong(w, http.StatusNotFound, fmt.Errorf("there is no series %q", short(name)))
}

// seriesAnswer is one series, thinned.
type seriesAnswer struct {
	Name    string       `json:"name"`
	Unit    string       `json:"unit"`
	Buckets []*[4]number `json:"buckets"`
	Sure    *bool        `json:"sure,omitempty"` // false: lines are still read for it
}

// curve answers with a number in lines, if there is such a one.
func (s *Server) curve(w http.ResponseWriter, r *http.Request, name string) bool {
	drawn, _ := s.curves.look()
	at := slices.IndexFunc(drawn, func(x curve) bool { return x.Name == name })
	if at < 0 {
		return false
	}
	x := &drawn[at]
	done := x.measure.Progress().Done
	first, last, ok := x.measure.Extent()
	if !ok {
		first, last = s.began, s.now()
	}
	from, to, n, err := s.between(r, first, last.Add(time.Millisecond))
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return true
	}
	out := seriesAnswer{Name: name, Unit: x.Unit}
	if !done {
		out.Sure = &done
	}
	for i, v := range x.measure.Buckets(nil, x.stat, from, to, n) {
		out.bucket(from.Add(to.Sub(from)*time.Duration(i)/time.Duration(n)), !math.IsNaN(v), v, v, v)
	}
	answer(w, http.StatusOK, out)
	return true
}

// bucket adds a span of time, and what the values in it are, if there are any.
func (a *seriesAnswer) bucket(at time.Time, some bool, least, mean, greatest float64) {
	var b *[4]number
	if some {
		b = &[4]number{number(at.UnixMilli()), number(least), number(mean), number(greatest)}
	}
	a.Buckets = append(a.Buckets, b)
}

// tables answers with all tables.
func (s *Server) tables(w http.ResponseWriter, _ *http.Request) {
	all, _ := s.store.Tables()
	out := struct {
		Tables []tableMessage `json:"tables"`
	}{[]tableMessage{}}
	for i := range all {
		out.Tables = append(out.Tables, tableOf(&all[i]))
	}
	answer(w, http.StatusOK, out)
}
