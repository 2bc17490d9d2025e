package web

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"
)

var errCostly = errors.New("the filter takes too much time and is paused: make it simpler")

// budget is the time that all filters together may take. They search in turn:
// never on all cores at once, so that lines and posts wait for none, and the one
// that has had the least goes first. What a filter has taken it owes and pays back
// slowly; who owes too much is paused, or who owes most of all while all of them
// owe too much. Safe for concurrent use.
type budget struct {
	now  func() time.Time
	most time.Duration // that one may owe

	mu      sync.Mutex
	paid    time.Time // when they have paid last
	owed    time.Duration
	owing   map[*account]struct{}
	busy    int           // turns that were given and have not ended
	done    time.Duration // what who got the last turn had had
	waiting []waiting     // who came first is the first
}

// account is a filter's part of the budget. It is the store.Turns of its searches.
type account struct {
	budget *budget
	paused chan struct{} // closed when it owes too much

	// Under the budget's lock.
	owed  time.Duration
	had   time.Duration // of all turns; of those that it did not ask for as much as others
	ended bool          // there are no more turns
}

// waiting is somebody who waits for a turn of an account.
type waiting struct {
	*account
	turn chan bool
}

func newBudget(now func() time.Time, most time.Duration) budget {
	return budget{now: now, most: most, paid: now(), owing: map[*account]struct{}{}}
}

// open returns an account, which is to be ended.
func (b *budget) open() *account { return &account{budget: b, paused: make(chan struct{})} }

// Begin waits for a turn. It returns false if the account has ended.
func (a *account) Begin() bool {
	b := a.budget
	b.mu.Lock()
	if a.ended {
		b.mu.Unlock()
		return false
	}
	a.had = max(a.had, b.done) // who was idle gets no more for it
	if b.room() {              // then nobody waits
		b.give(a)
		b.mu.Unlock()
		return true
	}
	w := waiting{a, make(chan bool, 1)}
	b.waiting = append(b.waiting, w)
	b.mu.Unlock()
	return <-w.turn
}

// room reports whether there is a turn to give. It is called under the lock, as
// are those below.
func (b *budget) room() bool { return b.busy < max(runtime.GOMAXPROCS(0)-1, 1) }

func (b *budget) give(a *account) {
	b.busy++
	b.done = max(b.done, a.had)
}

// next gives the turns that there are to those who wait.
func (b *budget) next() {
	for b.room() && len(b.waiting) > 0 {
		next := 0
		for i, w := range b.waiting {
			if w.had < b.waiting[next].had {
				next = i
			}
		}
		w := b.waiting[next]
		b.waiting = slices.Delete(b.waiting, next, next+1)
		b.give(w.account)
		w.turn <- true
	}
}

// End says how long a turn took.
func (a *account) End(took time.Duration) {
	b := a.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	b.busy--
	a.had += took
	b.pay()
	if !a.ended {
		a.owed += took
		b.owed += took
		b.owing[a] = struct{}{}
	}
	if a.owed > b.most {
		a.pause()
	}
	for b.owed > filterBursts*b.most {
		var dearest *account
		for x := range b.owing {
			if dearest == nil || x.owed > dearest.owed {
				dearest = x
			}
		}
		dearest.pause()
	}
	b.next()
}

// pay has all pay back for the time that has passed: each as much, those who owe
// less what they owe.
func (b *budget) pay() {
	now := b.now()
	passed := now.Sub(b.paid)
	if passed < payEvery {
		return
	}
	b.paid = now
	share := min(filterShare, filtersShare*float64(runtime.GOMAXPROCS(0))/float64(max(len(b.owing), 1)))
	back := time.Duration(min(share*float64(passed), math.MaxInt64/2))
	for a := range b.owing {
		paid := min(back, a.owed)
		a.owed -= paid
		b.owed -= paid
		if a.owed == 0 {
			delete(b.owing, a)
		}
	}
}

// pause ends an account that owes too much.
func (a *account) pause() {
	close(a.paused)
	a.endLocked()
}

// end ends the account: there are no more turns, and nothing is owed.
func (a *account) end() {
	a.budget.mu.Lock()
	defer a.budget.mu.Unlock()
	a.endLocked()
}

func (a *account) endLocked() {
	b := a.budget
	if a.ended {
		return
	}
	a.ended = true
	b.owed -= a.owed
	a.owed = 0
	delete(b.owing, a)
	b.waiting = slices.DeleteFunc(b.waiting, func(w waiting) bool {
		if w.account == a {
			w.turn <- false
		}
		return w.account == a
	})
}

// costly reports whether the account has ended because it owed too much.
func (a *account) costly() bool {
	select {
	case <-a.paused:
		return true
	default:
		return false
	}
}

// pause ends the searches of a filter that has taken too much, and tells its
// clients.
func (v *view) pause() {
	v.matches.Close()
	v.closeVolume()
	if v.plain {
		v.put(v.next, v.loose, v.behind(&frame{data: remark(nil, errCostly.Error()), news: true}))
		return
	}
	said := message(struct {
		Type  string `json:"type"`
		Error string `json:"error"`
	}{"error", errCostly.Error()})
	v.put(v.next, v.loose, v.behind(&frame{data: said, news: true}), v.behind(&frame{data: message(v.state())}))
}
