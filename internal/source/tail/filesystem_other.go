//go:build !linux

package tail

import "os"

// newWatcher returns the system's watcher.
func newWatcher() (watcher, error) { return newNotifier() }

// eventless names the file system of path if writes by others give no events
// there. That is not known here; the ticker finds what no event told.
func eventless(string) string { return "" }

// pseudo reports whether a file is made up by the kernel when it is read.
func pseudo(string, stat) bool { return false }

// fifoFlags open a FIFO at once.
const fifoFlags = os.O_RDONLY | nonblock
