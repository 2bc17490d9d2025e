package web

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// chatter writes what sources of all kinds do: whole lines, lines in pieces,
// records of several lines, one source into the other.
type chatter struct {
	rig    *rig
	rnd    *rand.Rand
	number int
	open   [3]bool
	offset [3]int64
}

// put has the store take text of a source; its first head bytes go on with the
// last line.
func (r *rig) put(name, data string, head int, offset int64) {
	lines := strings.Count(data[head:], "\n")
	open := data[len(data)-1] != '\n'
	if open && head < len(data) {
		lines++
	}
	r.batches <- source.Batch{Source: name, At: time.Now(), Lines: source.Block{Data: []byte(data), Head: head, Lines: lines, Open: open, Offset: offset}}
}

// line is text without an end, which no other line has.
func (c *chatter) line() string {
	c.number++
	word := []string{"hay", "needle", "hay", "hay"}[c.rnd.IntN(4)]
	if c.rnd.IntN(3) == 0 {
		return fmt.Sprintf("    at %s %05d.", word, c.number)
	}
	return fmt.Sprintf("2026-11-22T09:41:07Z INFO %s %05d.", word, c.number)
}

// say writes something of one source.
func (c *chatter) say() {
	k := c.rnd.IntN(len(c.open))
	var data string
	head := 0
	if c.open[k] {
		data = []string{"more", "nee", "dle", " needle", "x"}[c.rnd.IntN(5)]
		if c.open[k] = c.rnd.IntN(3) > 0; !c.open[k] {
			data += "\n"
		}
		head = len(data)
	}
	if !c.open[k] {
		for range c.rnd.IntN(4) {
			data += c.line() + "\n"
		}
		if c.rnd.IntN(3) == 0 {
			data += c.line() + []string{"", " nee", " hay"}[c.rnd.IntN(3)]
			c.open[k] = true
		}
	}
	c.write(k, data, head)
}

func (c *chatter) write(k int, data string, head int) {
	if data != "" {
		c.rig.put(string(rune('a'+k)), data, head, c.offset[k])
		c.offset[k] += int64(len(data))
	}
}

// begin has what comes belong to no record of before, which would match later.
func (c *chatter) begin() {
	for k := range c.open {
		c.number++
		c.write(k, fmt.Sprintf("2026-11-22T09:41:07Z INFO hay %05d.\n", c.number), 0)
	}
}

// end ends the lines that go on.
func (c *chatter) end() {
	for k, open := range c.open {
		if open {
			c.write(k, "\n", 1)
		}
	}
}
