package web

import (
	"sync"
	"time"
)

// buckets are a token bucket for each name: rate a second, burst at once. Safe
// for concurrent use.
type buckets struct {
	now         func() time.Time
	rate, burst float64
	mu          sync.Mutex
	all         map[string]*bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func newBuckets(now func() time.Time, rate, burst float64) *buckets {
	return &buckets{now: now, rate: rate, burst: burst, all: map[string]*bucket{}}
}

// get returns the bucket of a name, filled up to now. It is called under the
// lock.
func (b *buckets) get(name string) *bucket {
	now := b.now()
	x := b.all[name]
	if x == nil {
		if len(b.all) >= maxAddresses {
			b.sweep(now)
		}
		x = &bucket{left: b.burst, at: now}
		b.all[name] = x
		return x
	}
	x.fill(now, b.rate, b.burst)
	return x
}

// fill adds what has come since the last time.
func (x *bucket) fill(now time.Time, rate, burst float64) {
	x.left = min(burst, x.left+now.Sub(x.at).Seconds()*rate)
	x.at = now
}

// sweep forgets the buckets that are full, or all if none is.
func (b *buckets) sweep(now time.Time) {
	for name, x := range b.all {
		if x.left+now.Sub(x.at).Seconds()*b.rate >= b.burst {
			delete(b.all, name)
		}
	}
	if len(b.all) >= maxAddresses {
		clear(b.all)
	}
}

// has reports whether there is one left.
func (b *buckets) has(name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.get(name).left >= 1
}

// take takes n if there is something left, and reports whether there was.
func (b *buckets) take(name string, n float64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	x := b.get(name)
	if x.left < min(n, 1) {
		return false
	}
	x.left -= n // it may owe: the next one waits
	return true
}
