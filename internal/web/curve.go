package web

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// curve is a statistic of a number in lines, over time: told like a series, with
// a value for each second, or longer step, that has some.
type curve struct {
	seriesName
	measure *store.Measure
	stat    store.Stat

	points  [][2]number // of the last graphFor; never changed, only replaced
	turn    int         // with another one all points are told anew
	anew    time.Time   // when that was
	version uint64      // of the measure
	open    bool        // there is more to tell, though nothing comes
}

// curves are the numbers in lines that are drawn: the same for all views. Safe
// for concurrent use.
type curves struct {
	store *store.Store
	now   func() time.Time

	mu   sync.Mutex
	at   time.Time // of the last look
	seen uint64    // version of what is drawn
	all  []curve   // never changed, only replaced
}

// look returns the curves as they were at most curveEvery ago, the same slice
// while nothing has changed. again says that there may be more by then though
// nothing comes.
func (c *curves) look() (all []curve, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	drawn, version := c.store.Graphs()
	if version != c.seen {
		c.seen, c.at = version, time.Time{}
		c.all = c.take(drawn)
	}
	for i := range c.all {
		x := &c.all[i]
		again = again || x.open || x.measure.Version() != x.version
	}
	if !again || now.Sub(c.at) < curveEvery {
		return c.all, again
	}
	c.at, again = now, false
	fresh := slices.Clone(c.all)
	for i := range fresh {
		fresh[i].look(now)
		again = again || fresh[i].open
	}
	c.all = fresh
	return c.all, again
}

// take returns the curves of graphs, with what was known of them.
func (c *curves) take(drawn []store.Graph) (all []curve) {
	for _, g := range drawn {
		for _, stat := range g.Stats {
			x := curve{measure: g.Measure, stat: stat}
			if i := slices.IndexFunc(c.all, func(o curve) bool { return o.measure == g.Measure && o.stat == stat }); i >= 0 {
				x = c.all[i]
			}
			x.seriesName = seriesName{line.CleanString(g.Text) + "." + stat.String(), stat.Unit(g.Measure.Unit())}
			all = append(all, x)
		}
	}
	return all
}

// look brings a curve up to date.
//
// The value of a step is told once, when no more come in it: when there is a
// later one, or nothing has come since the last look. Where steps are so long that
// this would take too long, where lines come late after all, and where older ones
// are read, all is told anew, but not each time: there is not much of it then.
func (x *curve) look(now time.Time) {
	version := x.measure.Version()
	going := version != x.version
	if !going && !x.open {
		return
	}
	x.version, x.open = version, going
	x.Unit = x.stat.Unit(x.measure.Unit())
	_, last, ok := x.measure.Extent()
	if !ok {
		return
	}
	step := min(x.measure.Step(), curveStep)
	if last.After(now) { // its time is wrong: it came before that
		last, x.open = now, true
	}
	to := last.Truncate(step)
	if !going || x.measure.Step() > curveAnew {
		to = to.Add(step)
	}
	fresh := x.between(to.Add(-graphFor.Truncate(step)), to, step)
	told := x.points
	for len(told) > 0 && len(fresh) > 0 && told[0][0] < fresh[0][0] {
		told = told[1:]
	}
	switch {
	case len(fresh) >= len(told) && slices.Equal(fresh[:len(told)], told):
		x.points = fresh
	case now.Sub(x.anew) >= curveAnew:
		x.points, x.anew = fresh, now
		x.turn++
	default:
		x.points, x.open = append(slices.Clip(told), since(fresh, told[len(told)-1][0])...), true
	}
}

// between returns the values of steps, at the begin of each.
func (x *curve) between(from, to time.Time, step time.Duration) (points [][2]number) {
	for i, v := range x.measure.Buckets(nil, x.stat, from, to, int(to.Sub(from)/step)) {
		if !math.IsNaN(v) {
			points = append(points, [2]number{number(from.Add(time.Duration(i) * step).UnixMilli()), number(v)})
		}
	}
	return points
}

// since returns the points behind a time in unix ms.
func since(points [][2]number, end number) [][2]number {
	for i := range points {
		if points[i][0] > end {
			return points[i:]
		}
	}
	return nil
}

// toldCurve is how much of a curve a view has told.
type toldCurve struct {
	turn int
	end  number // unix ms
}

// told is that all of it is.
func (x *curve) told() toldCurve {
	t := toldCurve{turn: x.turn}
	if n := len(x.points); n > 0 {
		t.end = x.points[n-1][0]
	}
	return t
}

// more returns the points that a view has not told.
func (x *curve) more(t toldCurve) [][2]number {
	if t.turn != x.turn {
		return x.points
	}
	return since(x.points, t.end)
}

// names are those of curves, and their units.
func names(drawn []curve) (all []seriesName) {
	for i := range drawn {
		all = append(all, drawn[i].seriesName)
	}
	return all
}
