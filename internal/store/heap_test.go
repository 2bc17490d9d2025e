package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

type height int

func (h height) before(o height) bool { return h < o }

func TestHeap(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for n := range 70 {
		var h heap[height]
		for range n {
			h = append(h, height(rnd.IntN(n)))
		}
		h.sort()
		left := slices.Sorted(slices.Values(h))
		for len(h) > 0 {
			if h[0] != left[0] {
				t.Fatalf("of %d: %d is the least, want %d", n, h[0], left[0])
			}
			if rnd.IntN(2) == 0 {
				h.drop()
				left = left[1:]
				continue
			}
			h[0] += height(rnd.IntN(9))
			left[0] = h[0]
			h.sink(0)
			slices.Sort(left)
			if rnd.IntN(3) == 0 {
				h.drop()
				left = left[1:]
			}
		}
		if len(left) > 0 {
			t.Fatalf("of %d: %d are lost", n, len(left))
		}
	}
}
