package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
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
		answer(w, http.StatusOK, seriesList(all))
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
		out := struct {
			Name    string       `json:"name"`
			Unit    string       `json:"unit"`
			Buckets []*[4]number `json:"buckets"`
		}{name, x.Unit, nil}
		for i, b := range s.store.Thin(nil, x.Name, from, to, n, 0) {
			if b.Count == 0 {
				out.Buckets = append(out.Buckets, nil)
				continue
			}
			at := from.Add(to.Sub(from) * time.Duration(i) / time.Duration(n))
			out.Buckets = append(out.Buckets, &[4]number{number(at.UnixMilli()), number(b.Min), number(b.Mean), number(b.Max)})
		}
		answer(w, http.StatusOK, out)
		return
	}
	wrong(w, http.StatusNotFound, fmt.Errorf("there is no series %q", short(name)))
}

// volume answers with how many records of each level there are, over time.
func (s *Server) volume(w http.ResponseWriter, r *http.Request) {
	first, last, ok := s.store.Extent()
	if !ok {
		first, last = s.began, s.now()
	}
	from, to, n, err := s.between(r, first, last.Add(time.Millisecond))
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return
	}
	out := struct {
		From    int64        `json:"from"`
		To      int64        `json:"to"`
		Levels  []string     `json:"levels"`
		Buckets []*store.Bar `json:"buckets"`
		Done    bool         `json:"done"`
	}{From: from.UnixMilli(), To: to.UnixMilli()}
	for l := line.None; l <= line.Fatal; l++ {
		out.Levels = append(out.Levels, l.String())
	}
	var bars []store.Bar
	bars, out.Done = s.store.Volume(nil, from, to, n)
	for i := range bars {
		out.Buckets = append(out.Buckets, &bars[i])
	}
	answer(w, http.StatusOK, out)
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
