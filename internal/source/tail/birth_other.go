//go:build !linux

package tail

import (
	"os"
	"time"
)

// fileClock is no later than the time that a file created now would bear.
func fileClock() time.Time { return time.Now().Add(-bornSlack) }

// born is when a file was last written, which is no earlier than its creation.
func born(_ string, _ *os.File, s stat) time.Time { return s.changed }
