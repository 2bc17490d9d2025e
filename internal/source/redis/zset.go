package redis

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// zset is a sorted set as it was sent last.
type zset struct {
	*key
	window []member        // highest first; in a ranking one of each name
	rows   map[string]*row // by ident: those of the table

	sampler  *sampler
	cutTold  bool      // that a member was cut
	fullTold bool      // that there are too many series
	flooded  time.Time // when it was last told that the window was replaced whole
}

// command reads the members of the highest scores.
func (z *zset) command(l *link, _ time.Time) rueidis.Completed {
	last := z.view.window - 1
	if !l.resp3 { // older than ZRANGE … REV, or a proxy that may not know it
		return l.client.B().Zrevrange().Key(z.name).Start(0).Stop(int64(last)).Withscores().Build()
	}
	return l.client.B().Zrange().Key(z.name).Min("0").Max(strconv.Itoa(last)).Rev().Withscores().Build()
}

func (z *zset) parse(result rueidis.RedisResult, r *reply) (err error) {
	r.scores, err = result.AsZScores()
	r.missing = err == nil && len(r.scores) == 0
	for i := range r.scores {
		r.size += len(r.scores[i].Member)
	}
	return err
}

// update takes the members of the highest scores, highest first and at least
// one. If the link was down in between, missed members have been told of
// already.
func (z *zset) update(r *reply, now time.Time, back bool) []source.Batch {
	next := members(r.scores, z.seed)
	had := z.window != nil
	if had && slices.Equal(z.window, next) {
		return nil
	}
	rows, byMember := z.read(next)
	limit := z.view.window
	if z.view.top {
		next = next[:0]
		for _, r := range rows {
			next = append(next, r.member)
		}
		if had && slices.Equal(z.window, next) {
			return nil
		}
		limit = math.MaxInt // who comes into view has a rank, and that is news
	}
	news, kept := compare(z.window, next, limit)
	if back && kept == 0 { // it is another set: nothing of it was there before
		news, _ = compare(nil, next, limit)
	}
	changed := make([]*row, len(news))
	for i, m := range news {
		changed[i] = byMember[m.id]
	}
	u := z.view.unit(next, now)
	var left []*row
	if z.view.top {
		left = z.left(rows)
	}
	z.replaced = had && !back && !z.replicated && kept == 0 && len(changed) == z.view.window
	z.follow(rows, u)

	var batches []source.Batch
	if z.view.lines && !z.replicated {
		batches = z.lines(left, changed, u, now)
	}
	if len(batches) == 0 {
		batches = []source.Batch{{Source: z.label, At: now}}
	}
	last := &batches[len(batches)-1]
	if z.view.graphs {
		last.Samples = z.sampler.samples(changed, u, now)
	}
	if z.view.tables {
		last.Tables = []source.Table{table(z.name, rows, u)}
	}
	last.Notices = z.warnings(changed, now)
	z.window = next
	if last.Empty() {
		batches = batches[:len(batches)-1]
	}
	return batches
}

// read returns the rows of a window, highest first and one of each name, and
// all that its members say. What was read before is not read again.
func (z *zset) read(window []member) (rows []*row, byMember map[id]*row) {
	known := make(map[id]*content, len(z.rows))
	for _, r := range z.rows {
		known[r.id] = r.content
	}
	byMember = make(map[id]*row, len(window))
	seen := make(map[string]bool, len(window))
	for _, m := range window {
		c := known[m.id]
		if c == nil {
			c = contentOf(m.id, z.view.id)
		}
		r := &row{member: m, content: c, ident: c.name}
		if c.name == "" {
			r.ident = rowID(m.id)
		}
		byMember[m.id] = r
		if !seen[r.ident] {
			seen[r.ident] = true
			rows = append(rows, r)
			r.rank = len(rows)
		}
	}
	return rows, byMember
}

// left returns the rows of a ranking that are not among rows, lowest score
// first.
func (z *zset) left(rows []*row) []*row {
	stay := make(map[string]bool, len(rows))
	for _, r := range rows {
		stay[r.ident] = true
	}
	var left []*row
	for ident, r := range z.rows {
		if !stay[ident] {
			r.rank = 0
			left = append(left, r)
		}
	}
	slices.SortFunc(left, func(a, b *row) int { return -rank(a.member, b.member) })
	return left
}

// follow notes rows as the table's, and how each has changed.
func (z *zset) follow(rows []*row, u unit) {
	first := z.rows == nil
	next := make(map[string]*row, len(rows))
	for _, r := range rows {
		if last := z.rows[r.ident]; last != nil {
			r.change = r.since(last, u, z.view.top)
		} else if !first {
			r.change = "new"
		}
		next[r.ident] = r
	}
	z.rows = next
}

// lines returns what has left and what has changed as lines, in one batch or
// more.
func (z *zset) lines(left, changed []*row, u unit, now time.Time) []source.Batch {
	p := printer{label: z.label, offset: &z.offset, at: now}
	for _, rows := range [][]*row{left, changed} {
		for _, r := range rows {
			b := p.line()
			if z.view.top {
				b = appendRank(b, r.rank)
			}
			p.end(appendLine(b, r.member, u))
		}
	}
	return p.batches()
}

// warnings says what the lines, the samples or the window leave out.
func (z *zset) warnings(changed []*row, now time.Time) []source.Notice {
	var out []source.Notice
	warn := func(lost int64, format string, args ...any) {
		text := fmt.Sprintf("key %s: ", z.shown) + fmt.Sprintf(format, args...)
		out = append(out, source.Notice{Severity: source.Warn, Lost: lost, Text: text})
	}
	for i := 0; i < len(changed) && !z.cutTold; i++ {
		if m := changed[i]; m.cut() {
			z.cutTold = true
			warn(0, "a member of %d bytes is cut to its first %d, and so will others be", m.size, len(m.text))
		}
	}
	if z.sampler.full && !z.fullTold {
		z.fullTold = true
		warn(0, "its members have more than %d numeric fields; the others make no graph", maxSeries)
	}
	if z.replaced && now.Sub(z.flooded) >= floodEvery {
		z.flooded = now
		warn(source.Unknown, "its whole window of %d changed at once, others may have come and gone unseen; a larger --window shows more", z.view.window)
	}
	return out
}
