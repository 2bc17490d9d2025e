package terminal

import (
	"bytes"
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// painter knows what is on the terminal and turns a frame into the bytes that
// change it. It works in rows: a row that is the same stays, any other is
// written whole, and rows that only moved are moved by the terminal.
//
// That is coarser than the cells that Bubble Tea's renderer compares, and
// about ten times cheaper for a log, where a row changes as a whole or not at
// all (see BenchmarkPaint). It also cannot go wrong where terminal and program
// differ about the width of an emoji: every row begins at a known place.
type painter struct {
	rows          [][]byte
	width, height int
	scroll        bool // the terminal scrolls regions as it should
	mouse         bool // the mouse is told
	out           []byte

	seed     maphash.Seed
	old, new []uint64 // hashes of rows
}

func newPainter(scroll bool) *painter {
	return &painter{scroll: scroll, seed: maphash.MakeSeed()}
}

// Control sequences of ECMA-48 and DEC.
const (
	beginSync   = ansi.SetModeSynchronizedOutput
	endSync     = ansi.ResetModeSynchronizedOutput
	eraseScreen = "\x1b[m\x1b[H\x1b[2J"
	eraseLine   = "\x1b[K"
	allRows     = "\x1b[r"
)

// paint returns the bytes that turn what is on the terminal into f, none if it
// is f already. They are good until the next call.
func (p *painter) paint(f *Frame) []byte {
	p.out = p.out[:0]
	if f.Sync {
		p.out = append(p.out, beginSync...)
	}
	empty := len(p.out)
	if f.Mouse != p.mouse || f.Redraw {
		p.takeMouse(f.Mouse)
	}
	if f.Redraw || f.Width != p.width || f.Height != p.height {
		p.out = append(p.out, eraseScreen...)
		p.forget(f.Width, f.Height)
	} else if p.scroll {
		p.move(f)
	}
	for i := range min(f.Height, f.Rows()) {
		p.row(i, f.Row(i), f.Drift[i])
	}
	if len(p.out) == empty {
		return nil
	}
	if f.Sync {
		p.out = append(p.out, endSync...)
	}
	return p.out
}

// takeMouse has the terminal tell of the mouse, or keep it.
func (p *painter) takeMouse(on bool) {
	if p.mouse = on; on {
		p.out = append(p.out, takeMouse...)
	} else {
		p.out = append(p.out, leaveMouse...)
	}
}

// forget takes the terminal for blank.
func (p *painter) forget(width, height int) {
	p.width, p.height = width, height
	for len(p.rows) < height {
		p.rows = append(p.rows, nil)
	}
	p.rows = p.rows[:height]
	for i := range p.rows {
		p.rows[i] = p.rows[i][:0]
	}
}

// row writes row i if it differs. Where terminals may differ about its width,
// the row is erased first and its right border put at its column.
func (p *painter) row(i int, text []byte, drift int) {
	if bytes.Equal(p.rows[i], text) {
		return
	}
	p.at(i)
	border := len(text)
	if drift != NoDrift {
		p.out = append(p.out, eraseLine...)
	}
	if drift > Drifts {
		border = drift
	}
	p.out = append(p.out, text[:border]...)
	if border < len(text) {
		p.out = append(p.out, "\x1b["...)
		p.out = strconv.AppendInt(p.out, int64(p.width), 10)
		p.out = append(p.out, 'G')
		p.out = append(p.out, text[border:]...)
	}
	p.rows[i] = append(p.rows[i][:0], text...)
}

// at puts the cursor at the beginning of row i.
func (p *painter) at(i int) {
	p.out = append(p.out, "\x1b["...)
	p.out = strconv.AppendInt(p.out, int64(i+1), 10)
	p.out = append(p.out, 'H')
}

// move has the terminal move the rows that f shows at another height.
func (p *painter) move(f *Frame) {
	top, bottom, by := p.shift(f)
	if by == 0 {
		return
	}
	p.out = append(p.out, "\x1b["...)
	p.out = strconv.AppendInt(p.out, int64(top+1), 10)
	p.out = append(p.out, ';')
	p.out = strconv.AppendInt(p.out, int64(bottom), 10)
	p.out = append(p.out, "r\x1b["...)
	region := p.rows[top:bottom]
	if by > 0 {
		p.out = strconv.AppendInt(p.out, int64(by), 10)
		p.out = append(p.out, 'S')
		rotate(region, by)
		region = region[len(region)-by:]
	} else {
		p.out = strconv.AppendInt(p.out, int64(-by), 10)
		p.out = append(p.out, 'T')
		rotate(region, len(region)+by)
		region = region[:-by]
	}
	p.out = append(p.out, allRows...)
	for i := range region {
		region[i] = region[i][:0]
	}
}

// shift finds rows that f shows further up (by > 0) or down: the largest run
// of rows that moved by the same distance. Rows top to bottom (exclusive) take
// part in it.
func (p *painter) shift(f *Frame) (top, bottom, by int) {
	p.old, p.new = p.old[:0], p.new[:0]
	n := min(f.Rows(), len(p.rows))
	for i := range n {
		p.old = append(p.old, maphash.Bytes(p.seed, p.rows[i]))
		p.new = append(p.new, maphash.Bytes(p.seed, f.Row(i)))
	}
	first := 0
	for first < n && p.old[first] == p.new[first] {
		first++
	}
	last := n
	for last > first && p.old[last-1] == p.new[last-1] {
		last--
	}
	best := 1 // a single row is cheaper to write
	for by1 := first - last + 1; by1 < last-first; by1++ {
		run := 0
		for i := max(first, first-by1); i < min(last, last-by1); i++ {
			if p.new[i] != p.old[i+by1] || by1 == 0 {
				run = 0
				continue
			}
			if run++; run > best {
				best, by = run, by1
				top, bottom = i-run+1, i+1
			}
		}
	}
	// top and bottom are where the rows are now; they came from by further.
	if by > 0 {
		bottom += by
	} else {
		top += by
	}
	return top, bottom, by
}

// rotate moves the rows of a region up by n; those moved out come back below.
func rotate(region [][]byte, n int) {
	slices.Reverse(region[:n])
	slices.Reverse(region[n:])
	slices.Reverse(region)
}
