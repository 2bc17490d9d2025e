package store

import (
	"errors"
	"time"
)

// Turns bounds what a search takes beside others. Its methods are called by
// several goroutines, none of which holds a lock of the store.
type Turns interface {
	// Begin waits until the search may go on with a block. It returns false if the
	// search is over.
	Begin() bool
	// End is called behind each Begin that has returned true, with the time that
	// the block took. On Linux waiting for a core does not count.
	End(took time.Duration)
}

var errOver = errors.New("the search is over")

// inTurn does something when it is a search's turn; nil: it always is. It returns
// false, and does nothing, if the search is over.
func inTurn(t Turns, do func()) bool {
	if t == nil {
		do()
		return true
	}
	if !t.Begin() {
		return false
	}
	done := work()
	defer func() { t.End(done()) }()
	do()
	return true
}
