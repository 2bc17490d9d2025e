package store

import "time"

// rate counts lines in slots of time, to tell lines a second without a timer.
type rate struct {
	slots [rateSlots + 1]int // one more than the window: the slot being filled
	slot  int64              // number of the newest slot
}

func (r *rate) add(at time.Time, lines int) {
	r.move(at)
	r.slots[r.slot%int64(len(r.slots))] += lines
}

// perSecond returns the lines a second over the window of full slots that
// ends at now.
func (r *rate) perSecond(now time.Time) float64 {
	c := *r // the readers' copy: moving on is the writer's
	c.move(now)
	sum := 0
	for _, n := range c.slots {
		sum += n
	}
	sum -= c.slots[c.slot%int64(len(c.slots))]
	return float64(sum) / (rateSlots * rateSlot.Seconds())
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
		r.slots[r.slot%int64(len(r.slots))] = 0
	}
}
