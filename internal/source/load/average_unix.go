//go:build unix

package load

import (
	"context"

	system "github.com/shirou/gopsutil/v4/load"
)

// average is the load of the last minute.
func average(ctx context.Context) (float64, error) {
	avg, err := system.AvgWithContext(ctx)
	if err != nil {
		return 0, err
	}
	return avg.Load1, nil
}
