package web

import (
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	c := newClock()
	b := newBuckets(c.now, 2, 4)
	take := func(n float64, want bool) {
		t.Helper()
		if got := b.take("a", n); got != want {
			t.Errorf("%v of %v: %v", n, b.all["a"].left, got)
		}
	}
	take(4, true)
	take(1, false)
	c.pass(499 * time.Millisecond)
	take(1, false)
	c.pass(time.Millisecond)
	take(9, true) // owes eight
	c.pass(4 * time.Second)
	take(1, false)
	c.pass(500 * time.Millisecond)
	take(1, true)
	c.pass(time.Hour)
	take(4, true) // no more than the burst
	take(1, false)
	if !b.take("b", 1) {
		t.Error("another name pays for it")
	}
	for i := range 3 * maxAddresses {
		b.take(string(rune(i+1000)), 1)
		if len(b.all) > maxAddresses {
			t.Fatal("more names than there may be:", len(b.all))
		}
	}
}
