package tail

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// The peer's package starts two goroutines for the whole process.
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("github.com/nxadm/tail/watch.(*InotifyTracker).run"),
		goleak.IgnoreAnyFunction("github.com/fsnotify/fsnotify.(*inotify).readEvents"))
}
