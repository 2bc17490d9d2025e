package redis

import (
	"fmt"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// channel is what was heard on one channel of pub/sub.
type channel struct {
	label   string
	prefix  string // of each line: where channels share a label, their name
	offset  int64  // bytes of lines sent so far
	sampler *sampler

	lines    printer
	samples  []source.Sample
	notices  []source.Notice
	cutTold  bool // that a message was cut
	fullTold bool // that there are too many series
}

// message is one message, as it was heard.
type message struct {
	id
	channel, pattern string
	at               time.Time
}

// parseChannels reads --channels.
func parseChannels(list []string) ([]pattern, error) {
	var out []pattern
	for _, c := range list {
		switch {
		case c == "":
			return nil, fmt.Errorf("--channels holds an empty name")
		case !slices.Contains(out, pattern(c)):
			out = append(out, pattern(c))
		}
	}
	if len(out) > maxPatterns {
		return nil, fmt.Errorf("--channels names %d channels and patterns: at most %d are listened to", len(out), maxPatterns)
	}
	return out, nil
}

// isFirst reports whether a message has come by the first of the patterns that
// its channel matches: it comes by each of them.
func (s *Source) isFirst(m message) bool {
	for _, p := range s.channels {
		if p.match(m.channel) {
			return string(p) == m.pattern
		}
	}
	return false
}

// channelLabel is the label of a channel's batches. A key's label has the
// database as well.
func (s *Source) channelLabel(name string) string { return s.server.label + " " + name }

// of returns the channel of a message.
func (e *ear) of(m message) *channel {
	name, prefix := m.channel, ""
	if e.byName[name] == nil && len(e.byName) >= maxChannels {
		name, prefix = m.pattern, oneLine(head(m.channel, maxCell))+" "
	}
	c := e.byName[name]
	if c == nil {
		c = &channel{label: e.channelLabel(name), sampler: newSampler(name, false)}
		e.byName[name] = c
	}
	c.prefix = prefix
	return c
}

// take notes a message for the next batches.
func (c *channel) take(m message, v view) {
	if v.lines {
		c.lines.label, c.lines.offset, c.lines.at = c.label, &c.offset, m.at
		b := append(c.lines.line(), c.prefix...)
		c.lines.end(append(appendMember(b, m.id, maxText-len(c.prefix)), '\n'))
		if m.cut() && !c.cutTold {
			c.cutTold = true
			c.warn("a message of %d bytes is cut to its first %d, and so will others be", m.size, len(m.text))
		}
	}
	if v.graphs && c.prefix == "" && !m.cut() {
		c.samples = c.sampler.value(c.samples, m.text, "", v.id, m.at)
		if c.sampler.full && !c.fullTold {
			c.fullTold = true
			c.warn("its messages have more than %d numeric fields; the others make no graph", maxSeries)
		}
	}
}

func (c *channel) warn(format string, args ...any) {
	c.notices = append(c.notices, source.Notice{Severity: source.Warn, Text: fmt.Sprintf(format, args...)})
}

// batches returns what was taken.
func (c *channel) batches(now time.Time) []source.Batch {
	out := c.lines.batches()
	if len(c.samples)+len(c.notices) > 0 {
		last := lastOf(&out, c.label, now)
		last.Samples, last.Notices = c.samples, c.notices
	}
	c.lines, c.samples, c.notices = printer{}, nil, nil
	return out
}
