package ui

import (
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// class is levels that are drawn alike, the gravest at the bottom.
type class struct {
	name     string
	from, to line.Level
}

var classes = [...]class{
	{"error", line.Error, line.Fatal},
	{"warn", line.Warn, line.Warn},
	{"info", line.Info, line.Notice},
	{"debug", line.Trace, line.Debug},
	{"other", line.None, line.None},
}

// class returns the style of a class.
func (s *styles) class(i int) string {
	return [...]string{s.levels.failed, s.levels.warn, s.series[0].text, s.levels.low, s.muted}[i]
}

func (c class) count(b *store.Bar) uint32 {
	n := uint32(0)
	for l := c.from; l <= c.to; l++ {
		n += b[l]
	}
	return n
}

// cell returns the style of a bar in a row, and how many eighths of it the bar
// fills. A level that is there has at least one row, the gravest first.
func (p *histogramPane) cell(st *styles, bar, row, rows int, most uint64) (style string, eighths int) {
	n := total(&p.bars[bar])
	if n == 0 || rows == 0 {
		return "", 0
	}
	full := uint64(rows) * 8
	height := int((n*full + most - 1) / most)
	eighths = min(max(height-row*8, 0), 8)
	sum := uint64(0)
	for i, c := range classes {
		of := uint64(c.count(&p.bars[bar]))
		if sum += of; of > 0 && sum*full > uint64(row)*8*most {
			return st.class(i), eighths
		}
	}
	return "", eighths
}

func total(b *store.Bar) uint64 {
	n := uint64(0)
	for _, of := range b {
		n += uint64(of)
	}
	return n
}
