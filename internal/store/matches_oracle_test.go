package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// oracle finds what contains a text, block by block, line by line.
type oracle struct {
	lines   []Line
	hits    []Line
	records uint64
}

func newOracle(v *Snapshot, text string) oracle {
	var o oracle
	for i := range v.blocks() {
		o.add(v, i, text)
	}
	return o
}

type record struct {
	lines []Line
	hit   int
}

// records splits a block into the lines that go on with a record above and
// records.
func records(v *Snapshot, b *block, text string) (above []Line, out []record) {
	end := min(b.seq+b.count(), v.Next)
	for _, l := range v.cache.lines(nil, b, b.seq, end) {
		if l.Notice {
			continue
		}
		if l.Continues && len(out) == 0 {
			above = append(above, l)
			continue
		}
		if !l.Continues {
			out = append(out, record{hit: -1})
		}
		r := &out[len(out)-1]
		if r.hit < 0 && bytes.Contains(l.Text, []byte(text)) {
			r.hit = len(r.lines)
		}
		r.lines = append(r.lines, l)
	}
	return above, out
}

func (o *oracle) add(v *Snapshot, i int, text string) {
	b := v.block(i)
	above, rs := records(v, b, text)
	if len(above) > 0 {
		if matches, known := fateAbove(v, i, text); !known {
			r := record{above, -1}
			for i, l := range above {
				if r.hit < 0 && bytes.Contains(l.Text, []byte(text)) {
					r.hit = i
				}
			}
			rs = append([]record{r}, rs...)
		} else if matches {
			o.lines = append(o.lines, above...)
		}
	}
	for _, r := range rs {
		if r.hit >= 0 {
			o.records++
			o.lines = append(o.lines, r.lines...)
			o.hits = append(o.hits, r.lines[r.hit])
		}
	}
}

func fateAbove(v *Snapshot, i int, text string) (matches, known bool) {
	for k := i - 1; k >= len(v.past) && k > i-1-maxAbove; k-- {
		b := v.block(k)
		if b.origin != v.block(i).origin || b.notice {
			continue
		}
		if _, rs := records(v, b, text); len(rs) > 0 {
			return rs[len(rs)-1].hit >= 0, true
		}
	}
	return false, false
}

// chatter makes batches of sources that interleave, break lines anywhere and
// write traces.
type chatter struct {
	rnd    *rand.Rand
	at     time.Time
	open   [3]bool
	offset [3]int64
	whole  bool // batches begin with heads, and lines are whole
}

var words = []string{"alpha", "beta", "gamma", "delta", "needle", "omega"}

func (c *chatter) line(first bool) string {
	w := words[c.rnd.IntN(len(words))]
	if !first && c.rnd.IntN(4) == 0 || first && !c.whole && c.rnd.IntN(6) == 0 {
		return fmt.Sprintf("\tat %s %d", w, c.rnd.IntN(100))
	}
	level := []string{"INFO", "ERROR", "DEBUG"}[c.rnd.IntN(3)]
	return c.at.Format("2006-01-02T15:04:05.000Z") + " " + level + " " + w + strings.Repeat(" x", c.rnd.IntN(8)) + c.took()
}

// took is a number in some lines.
func (c *chatter) took() string {
	if c.rnd.IntN(3) > 0 {
		return ""
	}
	return fmt.Sprintf(" took=%d.%dms", c.rnd.IntN(900), c.rnd.IntN(10))
}

func (c *chatter) batch() source.Batch {
	k := c.rnd.IntN(3)
	c.at = c.at.Add(time.Duration(c.rnd.IntN(20)) * time.Millisecond)
	b := source.Batch{Source: string(rune('a' + k)), At: c.at}
	if c.rnd.IntN(12) == 0 {
		b.Notices = []source.Notice{{Text: "a needle of a notice"}}
		return b
	}
	var data []byte
	in := source.Block{Offset: c.offset[k]}
	if c.open[k] && c.rnd.IntN(8) > 0 {
		data = append(data, []string{"nee", "dle", "needle", ""}[c.rnd.IntN(4)]...)
		data = append(data, 'y')
		if c.open[k] = c.rnd.IntN(3) == 0; !c.open[k] {
			data = append(data, '\n')
		}
		in.Head = len(data)
	} else {
		c.open[k] = false
	}
	if !c.open[k] {
		for i := range c.rnd.IntN(6) {
			data = append(append(data, c.line(i == 0)...), '\n')
			in.Lines++
		}
		if !c.whole && c.rnd.IntN(4) == 0 {
			data = append(append(data, c.line(false)...), []string{"", "nee"}[c.rnd.IntN(2)]...)
			in.Lines++
			c.open[k], in.Open = true, true
		}
	} else {
		in.Open = true
	}
	c.offset[k] += int64(len(data))
	in.Data = data
	b.Lines = in
	return b
}

func (c *chatter) text(n int) string {
	var b strings.Builder
	for b.Len() < n {
		c.at = c.at.Add(time.Millisecond)
		b.WriteString(c.line(b.Len() == 0) + "\n")
	}
	return b.String()
}
