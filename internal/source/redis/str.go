package redis

import (
	"strings"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// str is a string as it was sent last.
type str struct {
	*key
	sampler *sampler
	text    string // its beginning
	known   bool
}

// command reads no more of a string than a line shows, and a byte.
func (s *str) command(l *link, _ time.Time) rueidis.Completed {
	return l.client.B().Getrange().Key(s.name).Start(0).End(maxText).Build()
}

func (s *str) parse(result rueidis.RedisResult, r *reply) (err error) {
	r.text, err = result.ToString()
	r.missing, r.size = err == nil && r.text == "", len(r.text)
	return err
}

func (s *str) update(r *reply, now time.Time, _ bool) []source.Batch {
	if s.known && s.text == r.text {
		return nil
	}
	s.text, s.known = r.text, true
	var batches []source.Batch
	if s.view.lines {
		p := printer{label: s.label, offset: &s.offset, at: now}
		text := fit(r.text, maxText)
		b := appendText(p.line(), text)
		if len(text) < len(r.text) {
			b = append(b, " …"...)
		}
		p.end(append(b, '\n'))
		batches = p.batches()
	}
	if s.view.graphs {
		if samples := s.sampler.value(nil, strings.TrimSpace(r.text), "", s.view.id, now); len(samples) > 0 {
			lastOf(&batches, s.label, now).Samples = samples
		}
	}
	return batches
}
