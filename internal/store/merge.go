package store

import (
	"bytes"
	"time"
)

// lineHead is the next record of a run.
type lineHead struct {
	run  int
	pos  int
	time time.Time
}

func (h lineHead) before(o lineHead) bool {
	c := h.time.Compare(o.time)
	return c < 0 || c == 0 && h.run < o.run
}

// merge puts the lines of several runs in order of time. The lines of each run
// keep their order, and lines without a time stay with the line above; lines
// of the same time stand in the order of the runs.
func merge(runs []run) []lineStart {
	var lines []lineStart
	heads := make(heap[lineHead], 0, len(runs))
	for i := range runs {
		for range runs[i].missing { // in front: nobody knows when they were
			lines = append(lines, lineStart{run: uint32(i)})
		}
		if len(runs[i].Data) > 0 {
			h := lineHead{run: i}
			h.time, _ = runs[i].timeAt(0)
			heads = append(heads, h)
		}
	}
	heads.sort()
	for len(heads) > 0 {
		h := &heads[0]
		r := &runs[h.run]
		for first := true; h.pos < len(r.Data); first = false {
			t, timed := r.timeAt(h.pos)
			if !first && timed {
				if t.After(h.time) {
					h.time = t
				}
				break
			}
			lines = append(lines, lineStart{uint32(h.run), uint32(h.pos)})
			h.pos += len(lineAt(r.Data, h.pos)) + 1
		}
		if h.pos < len(r.Data) {
			heads.sink(0)
		} else {
			heads.drop()
		}
	}
	return lines
}

// timeAt returns the time of the line at pos.
func (r *run) timeAt(pos int) (time.Time, bool) {
	l := lineAt(r.Data, pos)
	if r.Parser.Continues(l) {
		return time.Time{}, false
	}
	return r.Parser.Time(l, r.Ref)
}

// before returns how much of text, whose records are in order of time, is
// before t: where the first line at or behind it begins.
func (r *run) before(t time.Time) int {
	answer := len(r.Data)
	for low, high := 0, len(r.Data); low < high; {
		pos := max(bytes.LastIndexByte(r.Data[:low+(high-low)/2], '\n')+1, low)
		at, found := r.timedFrom(pos, high)
		switch {
		case found < 0 && pos == low:
			return answer
		case found < 0:
			high = pos
		case at.Before(t):
			low = found + len(lineAt(r.Data, found)) + 1
		default:
			answer, high = found, found
		}
	}
	return answer
}

// timedFrom returns the first line with a time from pos on and before end.
func (r *run) timedFrom(pos, end int) (time.Time, int) {
	for pos < end {
		if t, ok := r.timeAt(pos); ok {
			return t, pos
		}
		pos += len(lineAt(r.Data, pos)) + 1
	}
	return time.Time{}, -1
}
