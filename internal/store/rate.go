package store

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// rate counts lines in slots of time, to tell lines and errors a second without
// a timer.
type rate struct {
	slots [rateSlots + 1]slotCount // one more than the window: the slot being filled
	slot  int64                    // number of the newest slot
}

// slotCount is the lines that came in a slot, and what is known of their levels.
type slotCount struct {
	lines  int
	looked int // lines of which the level was looked at
	bytes  int // of those
	errors int // of those
}

func (r *rate) add(at time.Time, lines int) {
	r.move(at)
	r.slots[r.slot%int64(len(r.slots))].lines += lines
}

// look finds the errors in what has just been added. Beyond lookPerSlot it takes
// what it has seen of the slot for all of it, so that a flood is not held up.
func (r *rate) look(data []byte, p line.Parser) {
	c := &r.slots[r.slot%int64(len(r.slots))]
	for pos := 0; pos < len(data) && c.bytes < lookPerSlot; {
		l := lineAt(data, pos)
		pos += len(l) + 1
		c.bytes += len(l) + 1
		c.looked++
		if !p.Continues(l) && p.Level(l) >= line.Error {
			c.errors++
		}
	}
}

// perSecond returns the lines and the errors a second over the window of full
// slots that ends at now.
func (r *rate) perSecond(now time.Time) (lines, errors float64) {
	c := *r // the readers' copy: moving on is the writer's
	c.move(now)
	c.slots[c.slot%int64(len(c.slots))] = slotCount{}
	for _, x := range c.slots {
		lines += float64(x.lines)
		if x.looked > 0 {
			errors += float64(x.errors) * max(float64(x.lines)/float64(x.looked), 1)
		}
	}
	const window = rateSlots * float64(rateSlot) / float64(time.Second)
	return lines / window, errors / window
}

// move empties the slots between the newest one and the one of at.
func (r *rate) move(at time.Time) {
	slot := at.UnixNano() / int64(rateSlot)
	if slot-r.slot >= int64(len(r.slots)) || slot < r.slot-int64(len(r.slots)) {
		*r = rate{slot: slot} // first use, a long pause, or a clock set back
		return
	}
	for r.slot < slot {
		r.slot++
		r.slots[r.slot%int64(len(r.slots))] = slotCount{}
	}
}
