package store

import (
	"testing"
	"time"
)

// Work counts, waiting does not: on a busy machine a query costs no more than on
// an idle one.
func TestWaitingIsNoWork(t *testing.T) {
	const wait = 50 * time.Millisecond
	done := work()
	<-time.After(wait)
	if took := done(); took > wait/2 {
		t.Errorf("waiting took %v", took)
	}
	done = work()
	began := threadTime()
	for threadTime()-began < wait/10 {
	}
	if took := done(); took < wait/10 {
		t.Errorf("working took %v", took)
	}
}
