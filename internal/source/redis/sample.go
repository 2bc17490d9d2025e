package redis

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// sampler makes samples of one key's members. It knows the series it has
// made, so that there are never more than maxSeries and maxScores.
type sampler struct {
	key    string
	fields map[string]string // path in JSON members to series
	scores map[string]string // plain member to series
	full   bool              // a path found no room
}

func newSampler(key string) *sampler {
	return &sampler{key: key, fields: map[string]string{}, scores: map[string]string{}}
}

// samples returns the numbers of members, lowest score first as they are. Now
// is the time of those whose score is none.
func (s *sampler) samples(changed []member, u unit, now time.Time) []source.Sample {
	if u == 0 {
		s.admit(changed)
	}
	var out []source.Sample
	for _, m := range changed {
		at := now
		if u != 0 {
			at = u.time(m.score)
		}
		add := func(series string, v float64) {
			out = append(out, source.Sample{At: at, Series: series, Value: v})
		}
		switch {
		case m.cut():
		case structured(m.text):
			eachNumber([]byte(m.text), func(path []byte, v float64) {
				if u != 0 && v == m.score {
					return // the time again
				}
				if series := s.field(path); series != "" {
					add(series, v)
				}
			})
		case u != 0:
			if v, err := strconv.ParseFloat(m.text, 64); err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
				add(s.key, v)
			}
		case s.scores[m.text] != "" && !math.IsInf(m.score, 0):
			add(s.scores[m.text], m.score)
		}
	}
	return out
}

// admit gives plain members a series for their score while there is room,
// highest score first.
func (s *sampler) admit(changed []member) {
	for i := len(changed) - 1; i >= 0 && len(s.scores) < maxScores; i-- {
		if text := changed[i].text; len(text) <= maxName && !structured(text) && s.scores[text] == "" {
			s.scores[text] = s.key + "." + text + ".score"
		}
	}
}

// field returns the series of a path, "" if there is no room for it.
func (s *sampler) field(path []byte) string {
	if series := s.fields[string(path)]; series != "" {
		return series
	}
	if len(path) > maxName {
		return ""
	}
	if len(s.fields) >= maxSeries {
		s.full = true
		return ""
	}
	series := s.key + "." + string(path)
	s.fields[string(path)] = series
	return series
}

// structured reports whether a member looks like a JSON object or array.
func structured(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}
