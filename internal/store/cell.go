package store

import (
	"bytes"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
)

// The past of a file is cut into cells of cellSize bytes. The block of a cell
// is the records that begin in it, so that every cell can be read by itself,
// in any order:
//
//	cells   |0        |1        |2        |3        |
//	records [a ][b    ][c ][d ][e                ][f]
//	blocks  [a  b    ] [c  d   e                 ][f]
//
// Where that would be too far to look, as in a cell that is one long trace, a
// block begins at any line.

// cell is what is known of one of them.
type cell struct {
	from, to int64 // the text of its block; empty if nothing begins in it
	lines    int
	first    time.Time // of its first record that tells one
	facts    facts
	format   *format // that its lines are read by
}

// cells is a range of text in a file, cut up.
type cells struct {
	file     *source.File
	from, to int64
	ref      time.Time // what a time stamp without a year is understood by
	faulty   bool      // some of it could not be read; guarded by the store's lock
}

func (c *cells) count() int { return int((c.to - c.from + cellSize - 1) / cellSize) }

// length is how many bytes cell i has.
func (c *cells) length(i int) int64 { return min(cellSize, c.to-c.from-int64(i)*cellSize) }

// read reads cell i and finds out what it holds. f is what is known of the
// file's lines; buf is used for its text.
func (c *cells) read(i int, f *format, buf *[]byte) (cell, error) {
	p := f.parser()
	start := c.from + int64(i)*cellSize
	end := min(start+cellSize, c.to)
	if cap(*buf) < cellSize+lookAhead+2 {
		*buf = make([]byte, cellSize+lookAhead+2)
	}
	lead := min(start-c.from, 1) // the byte before tells whether a line begins at start
	data, err := c.at(start-lead, end+lookAhead, *buf)
	if err != nil {
		return cell{}, err
	}
	first := 0
	if lead > 0 {
		if first = begin(data, int(end-start+lead), p); first < 0 {
			return cell{from: start, to: start}, nil // a line goes through it
		}
	}
	out := cell{from: start - lead + int64(first), to: c.to, format: f}
	if end < c.to {
		if out.to, err = c.following(i+1, data[end-1-(start-lead):], p); err != nil {
			return cell{}, err
		}
	}
	text := data[first:min(int64(len(data)), out.to-(start-lead))]
	out.lines = lineCount(text)
	out.first, out.facts = measure(text, &p, c.ref)
	return out, out.countRest(c, text)
}

// following returns where the block of the first cell from i on begins that has
// one. data is the text from the byte before cell i on, as far as it is known.
func (c *cells) following(i int, data []byte, p line.Parser) (int64, error) {
	start := c.from + int64(i)*cellSize
	size := min(cellSize, c.to-start) + 1
	first := begin(data, int(min(size, int64(len(data)))), p)
	// What was found is what the cell itself would find if all that it would
	// look at is in data.
	if all := start-1+int64(len(data)) >= c.to; first >= 0 && (all || first+headWithin+headLength < len(data)) {
		return start - 1 + int64(first), nil
	}
	buf := make([]byte, cellSize+lookAhead+2)
	for ; i < c.count(); i++ {
		start = c.from + int64(i)*cellSize
		end := min(start+cellSize, c.to)
		data, err := c.at(start-1, end+lookAhead, buf)
		if err != nil {
			return 0, err
		}
		if first := begin(data, int(end-start+1), p); first >= 0 {
			return start - 1 + int64(first), nil
		}
	}
	return c.to, nil
}

// countRest counts the lines of a cell behind the text that was read of it.
func (k *cell) countRest(c *cells, text []byte) error {
	if k.from+int64(len(text)) >= k.to {
		return nil
	}
	buf := make([]byte, cellSize)
	open := len(text) > 0 && text[len(text)-1] != '\n'
	for at := k.from + int64(len(text)); at < k.to; {
		data, err := c.at(at, min(at+cellSize, k.to), buf)
		if err != nil {
			return err
		}
		k.lines += lineCount(data)
		if open {
			k.lines--
		}
		open = data[len(data)-1] != '\n'
		at += int64(len(data))
	}
	return nil
}

// at reads the bytes from one place to another, all of them.
func (c *cells) at(from, to int64, buf []byte) ([]byte, error) {
	to = min(to, c.to)
	return readFile(c.file, from, int(to-from), buf)
}

// begin returns where the block of a cell begins in data, whose first byte is
// the one before the cell, which ends at cut: at the first head of a record,
// or, if there is none within headWithin, at the first line. -1: no line begins
// in it.
func begin(data []byte, cut int, p line.Parser) int {
	first := bytes.IndexByte(data[:cut-1], '\n') + 1
	if first == 0 {
		return -1
	}
	for pos := first; pos < min(cut, first+headWithin); {
		if !p.Continues(lineAt(data[:min(len(data), pos+headLength)], pos)) {
			return pos
		}
		end := bytes.IndexByte(data[pos:], '\n') + 1
		if end == 0 {
			break
		}
		pos += end
	}
	return first
}

// lineAt returns the line of data that begins at pos, without its end, as far
// as it is in data.
func lineAt(data []byte, pos int) []byte {
	end := bytes.IndexByte(data[pos:], '\n')
	if end < 0 {
		return data[pos:]
	}
	return data[pos : pos+end]
}

// lineCount returns how many lines begin in data.
func lineCount(data []byte) int {
	n := bytes.Count(data, newline)
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return n
}

// measure tells the time of the first record of text, and the times and levels
// of all. The times are those of the first and the last one and of every
// sampled one between.
func measure(text []byte, p *line.Parser, ref time.Time) (first time.Time, f facts) {
	f = facts{size: len(text), exact: true}
	last, n := -1, 0
	clock := *p // apart, so that what it learns here does not change what a head is
	note := func(t time.Time, ok bool) bool {
		if ok && (first.IsZero() || t.Before(f.First)) {
			f.First = t
		}
		if ok && (first.IsZero() || t.After(f.Last)) {
			f.Last = t
		}
		if ok && first.IsZero() {
			first = t
		}
		return ok
	}
	for pos := 0; pos < len(text); {
		l := lineAt(text, pos)
		if !p.Continues(l) {
			f.Levels[p.Level(l)]++
			last = pos
			if n++; first.IsZero() || n%sampleEvery == 0 {
				note(clock.Time(l, ref))
			}
		}
		pos += len(l) + 1
	}
	for tries := 0; last >= 0 && tries < maxRecord; tries++ {
		if note(clock.Time(lineAt(text, last), ref)) || last == 0 {
			break
		}
		last = bytes.LastIndexByte(text[:last-1], '\n') + 1
	}
	return first, f
}

// learn returns what the lines in front of the end of cell i teach about those
// of its file: the last cell alone may be a line.
func (c *cells) learn(i int) (*format, error) {
	end := c.from + int64(i)*cellSize + c.length(i)
	from := max(c.from, end-cellSize)
	data, err := c.at(from, end, make([]byte, end-from))
	if err != nil {
		return nil, err
	}
	if from > c.from {
		_, data, _ = bytes.Cut(data, newline)
	}
	f := learned(data[:min(len(data), learnFrom)], c.ref)
	f.sure = f.sure || end-from == cellSize // lines so long teach no more
	return f, nil
}
