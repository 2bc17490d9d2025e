package redis

import (
	"math"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// sampler makes samples of one key's members. It knows the series it has
// made, so that there are never more than maxSeries and maxScores.
type sampler struct {
	key       string
	maxScores int
	fields    map[place]string  // place in JSON members to series
	scores    map[string]string // identity to series
	full      bool              // a place found no room
}

// place is where a number comes from: the identity of a JSON member, if it has
// one, and the path in it.
type place struct{ name, path string }

func newSampler(key string, top bool) *sampler {
	s := &sampler{key: key, maxScores: maxScores, fields: map[place]string{}, scores: map[string]string{}}
	if top {
		s.maxScores = maxTopScores
	}
	return s
}

// samples returns the numbers of rows, lowest score first as they are. Now is
// the time of those whose score is none.
func (s *sampler) samples(changed []*row, u unit, now time.Time) []source.Sample {
	if u == 0 {
		s.admit(changed)
	}
	var out []source.Sample
	for _, r := range changed {
		at := now
		if u != 0 {
			at = u.time(r.score)
		}
		add := func(series string, v float64) {
			if series != "" && !math.IsInf(v, 0) {
				out = append(out, source.Sample{At: at, Series: series, Value: v})
			}
		}
		if u == 0 && r.name != "" {
			add(s.scores[r.name], r.score)
		}
		if u != 0 && r.isValue {
			add(s.key, r.value)
		}
		for _, n := range r.numbers {
			switch {
			case u != 0 && n.value == r.score: // the time again
			case u == 0 && n.path == "score" && r.name != "": // the rank's own is called so
			default:
				add(s.field(place{r.name, n.path}), n.value)
			}
		}
	}
	return out
}

// admit gives members a series for their score while there is room, highest
// score first.
func (s *sampler) admit(changed []*row) {
	for i := len(changed) - 1; i >= 0 && len(s.scores) < s.maxScores; i-- {
		if name := changed[i].name; name != "" && len(name) <= maxName && s.scores[name] == "" {
			s.scores[name] = s.key + "." + name + ".score"
		}
	}
}

// field returns the series of a place, "" if there is no room for it.
func (s *sampler) field(p place) string {
	if series := s.fields[p]; series != "" {
		return series
	}
	if len(p.path) > maxName {
		return ""
	}
	if len(s.fields) >= maxSeries {
		s.full = true
		return ""
	}
	series := s.key + "."
	if p.name != "" {
		series += p.name + "."
	}
	series += p.path
	s.fields[p] = series
	return series
}

// add adds a number of a place, if there is room for its series.
func (s *sampler) add(out []source.Sample, p place, v float64, at time.Time) []source.Sample {
	if series := s.field(p); series != "" {
		out = append(out, source.Sample{At: at, Series: series, Value: v})
	}
	return out
}

// value adds the numbers of a text that stands by itself: the text, at path or
// if that is "" of the key's own series, or those in JSON, which idField names.
func (s *sampler) value(out []source.Sample, text, path, idField string, at time.Time) []source.Sample {
	if v, ok := numeric(text); ok {
		if path == "" {
			return append(out, source.Sample{At: at, Series: s.key, Value: v})
		}
		return s.add(out, place{path: path}, v, at)
	}
	if !structured(text) || len(text) > maxText {
		return out
	}
	c := contentOf(id{text: text, size: len(text)}, idField)
	for _, n := range c.numbers {
		out = s.add(out, place{c.name, n.path}, n.value, at)
	}
	return out
}

// pairs adds the numbers among fields, each before its value. A single one
// stands by itself; of several, the one called idField names the others.
func (s *sampler) pairs(out []source.Sample, fields []string, idField string, at time.Time) []source.Sample {
	if len(fields) == 2 {
		return s.value(out, fields[1], fields[0], idField, at)
	}
	name := ""
	for i := 0; i < len(fields); i += 2 {
		if fields[i] == idField && len(fields[i+1]) <= maxName {
			name = fields[i+1]
		}
	}
	for i := 0; i < len(fields); i += 2 {
		if v, ok := numeric(fields[i+1]); ok && fields[i] != idField {
			out = s.add(out, place{name, fields[i]}, v, at)
		}
	}
	return out
}

// numeric reads a text that is nothing but a finite number.
func numeric(text string) (float64, bool) {
	if len(text) == 0 || len(text) > maxDigits {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}
