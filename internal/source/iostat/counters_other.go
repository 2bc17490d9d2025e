//go:build !linux

package iostat

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	gocpu "github.com/shirou/gopsutil/v4/cpu"
	godisk "github.com/shirou/gopsutil/v4/disk"
)

// countersFrom says in notices where the numbers come from.
const countersFrom = "the system's counters"

// readCounters asks gopsutil.
func readCounters(ctx context.Context) (counters, error) {
	all, err := gocpu.TimesWithContext(ctx, false)
	if err != nil || len(all) == 0 {
		return counters{}, fmt.Errorf("read CPU times: %w", err)
	}
	c := counters{at: time.Now()}
	t := all[0]
	c.cpu[user], c.cpu[nice], c.cpu[system], c.cpu[idle] = t.User, t.Nice, t.System, t.Idle
	c.cpu[interrupt], c.cpu[iowait], c.cpu[steal] = t.Irq, math.NaN(), math.NaN() // the last two are Linux's
	disks, err := godisk.IOCountersWithContext(ctx)
	if err != nil {
		return c, nil // no rights, or no disks: the CPU is worth showing alone
	}
	for name, d := range disks {
		if d.ReadCount+d.WriteCount == 0 {
			continue
		}
		one := disk{
			name:  name,
			reads: float64(d.ReadCount), read: float64(d.ReadBytes), readTime: float64(d.ReadTime),
			writes: float64(d.WriteCount), written: float64(d.WriteBytes), writeTime: float64(d.WriteTime),
			busyTime: math.NaN(), weightedTime: math.NaN(),
		}
		if runtime.GOOS == "freebsd" { // elsewhere it is the sum of the two times, or nothing
			one.busyTime = float64(d.IoTime)
		}
		c.disks = append(c.disks, one)
	}
	slices.SortFunc(c.disks, func(a, b disk) int { return cmp.Compare(a.name, b.name) })
	return c, nil
}
