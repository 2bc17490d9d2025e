package iostat

import (
	"context"
	"math"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// counters are the system's totals since boot at one moment.
type counters struct {
	at    time.Time
	cpu   [idle + 1]float64 // time spent, in any unit; indexed by metric; NaN where not known
	disks []disk            // those that were ever used
}

// disk is the totals of one device, NaN where the system keeps none.
type disk struct {
	name                   string
	reads, writes          float64
	read, written          float64 // bytes
	readTime, writeTime    float64 // ms, of all requests together
	busyTime, weightedTime float64 // ms with any request at work; of all in the queue
}

// count sends the counters' rates: the first soon, then one each interval. The
// places of the reports in time do not drift, and after a pause of the whole
// machine there is one report, not many.
func (s *Source) count(ctx context.Context, out chan<- source.Batch) error {
	last, err := readCounters(ctx)
	if err != nil {
		return err
	}
	began := last.at
	timer := time.NewTimer(min(firstAfter, s.options.Interval))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		now, err := readCounters(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		r := rates(&last, &now)
		if b := r.batch(now.at); !b.Empty() && !source.Send(ctx, out, b) {
			return nil
		}
		last = now
		timer.Reset(s.options.Interval - time.Since(began)%s.options.Interval)
	}
}

// rates is the report on the time between two readings: what iostat works
// out, in the way it does.
func rates(last, now *counters) report {
	var r report
	var total float64
	r.cpu = noValues()
	for m := range now.cpu {
		// The kernel's iowait and steal may go back a little.
		r.cpu[m] = max(0, now.cpu[m]-last.cpu[m])
		total += r.cpu.or(metric(m), 0)
	}
	r.hasCPU = total > 0
	for m := range now.cpu {
		r.cpu[m] *= 100 / max(total, math.SmallestNonzeroFloat64)
	}

	seconds := now.at.Sub(last.at).Seconds()
	if seconds <= 0 || len(now.disks) == 0 {
		return r
	}
	before := make(map[string]*disk, len(last.disks))
	for i := range last.disks {
		before[last.disks[i].name] = &last.disks[i]
	}
	r.table = true
	for i := range now.disks {
		b, a := before[now.disks[i].name], &now.disks[i]
		if b == nil || a.reads < b.reads || a.writes < b.writes || !validName(a.name) || len(r.devices) == maxDevices {
			continue // new, or another one under an old name
		}
		v := noValues()
		v[reads], v[writes] = (a.reads-b.reads)/seconds, (a.writes-b.writes)/seconds
		v[read], v[written] = max(0, a.read-b.read)/seconds, max(0, a.written-b.written)/seconds
		v[await] = 0
		if n := a.reads - b.reads + a.writes - b.writes; n > 0 {
			v[await] = max(0, a.readTime-b.readTime+a.writeTime-b.writeTime) / n
		}
		v[util] = min(100, max(0, a.busyTime-b.busyTime)/seconds/10)
		v[queue] = max(0, a.weightedTime-b.weightedTime) / seconds / 1000
		r.devices = append(r.devices, device{a.name, v})
	}
	return r
}
