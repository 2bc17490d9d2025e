package store

// heap holds values so that the least one is at [0].
type heap[T ordered[T]] []T

// ordered are values of which one may come before another.
type ordered[T any] interface{ before(other T) bool }

// sort puts values that stand in any order in place.
func (h heap[T]) sort() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.sink(i)
	}
}

// sink puts a value in place that may have become greater.
func (h heap[T]) sink(i int) {
	for {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < len(h); k++ {
			if h[k].before(h[least]) {
				least = k
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// drop removes the least value.
func (h *heap[T]) drop() {
	last := len(*h) - 1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	h.sink(0)
}
