package store

import "math"

// sketch counts values in bins whose borders are powers of sketchBase, and so
// tells each quantile to within sketchError of its value, whatever the values
// are; two put together are as good as one of all values. Where magnitudes are
// further apart than sketchBins, the least of each sign share a bin.
//
// It is the DDSketch of Masson, Rim and Lee, "A fast and fully-mergeable quantile
// sketch with relative-error guarantees", PVLDB 12 (2019), with dense bins. The
// zero value is empty. One goroutine may use it at a time.
type sketch struct {
	positive, negative bins // by magnitude
	zero               uint64
}

// bins are how many values there are by their key, dense, from a low key on.
type bins struct {
	low   int32
	count []uint64
	total uint64
}

// sketchBase is how much larger a bin's upper border is than its lower one: then
// the value in between that bin tells is off by at most sketchError.
const sketchBase = (1 + sketchError) / (1 - sketchError)

// sketchLog is the logarithm of that, by its series in sketchError: what is left
// out is less than a float64 can tell.
const (
	squared   = sketchError * sketchError
	sketchLog = 2 * sketchError * (1 + squared/3 + squared*squared/5 + squared*squared*squared/7)
)

// keyOf returns the key of the bin of a value greater than 0.
func keyOf(value float64) int32 {
	return int32(math.Ceil(math.Log(value) * (1 / sketchLog)))
}

// valueOf returns what the values of a bin are taken for.
func valueOf(key int32) float64 {
	return math.Exp(float64(key)*sketchLog) * (1 - sketchError)
}

// add counts a value, which must be finite.
func (s *sketch) add(value float64) {
	switch {
	case value > 0:
		s.positive.add(keyOf(value))
	case value < 0:
		s.negative.add(keyOf(-value))
	default:
		s.zero++
	}
}

// merge counts the values of another sketch.
func (s *sketch) merge(o *sketch) {
	s.positive.merge(&o.positive)
	s.negative.merge(&o.negative)
	s.zero += o.zero
}

// reset forgets all values, and keeps the memory.
func (s *sketch) reset() {
	s.positive.reset()
	s.negative.reset()
	s.zero = 0
}

// quantile returns the value that a share of the values, from 0 to 1, is not
// above; NaN if there are none.
func (s *sketch) quantile(share float64) float64 {
	below := s.negative.total
	n := below + s.zero + s.positive.total
	if n == 0 {
		return math.NaN()
	}
	switch rank := uint64(share * float64(n-1)); {
	case rank < below:
		return -valueOf(s.negative.at(below - 1 - rank))
	case rank < below+s.zero:
		return 0
	default:
		return valueOf(s.positive.at(rank - below - s.zero))
	}
}

func (b *bins) add(key int32) {
	at := int(key) - int(b.low)
	if uint(at) >= uint(len(b.count)) {
		b.reach(key, key)
		at = max(int(key)-int(b.low), 0)
	}
	b.count[at]++
	b.total++
}

func (b *bins) merge(o *bins) {
	if o.total == 0 {
		return
	}
	b.reach(o.low, o.high())
	b.put(o.low, o.count)
	b.total += o.total
}

// put adds counts of the keys from low on: those too low to have bins of their
// own to the lowest.
func (b *bins) put(low int32, count []uint64) {
	at := int(low) - int(b.low)
	for ; at < 0 && len(count) > 0; at++ {
		b.count[0] += count[0]
		count = count[1:]
	}
	into := b.count[max(at, 0):]
	for i, n := range count {
		into[i] += n
	}
}

func (b *bins) reset() {
	b.count, b.total = b.count[:0], 0
}

// high is the highest key that there is a bin for.
func (b *bins) high() int32 { return b.low + int32(len(b.count)) - 1 }

// reach makes bins for keys from one to another, as far as there may be so many:
// the highest keys have their own.
func (b *bins) reach(low, high int32) {
	if len(b.count) > 0 {
		low, high = min(low, b.low), max(high, b.high())
	}
	low, high = low&^(binStep-1), high|(binStep-1)
	low = max(low, high-(sketchBins+binStep)+1)
	n, old, oldLow := int(high-low)+1, b.count, b.low
	if len(old) == 0 {
		oldLow = low
	}
	b.low = low
	switch shift := int(oldLow) - int(low); {
	case n > cap(old) || shift < 0:
		b.count = make([]uint64, n)
		b.put(oldLow, old)
	case shift > 0 || n > len(old):
		b.count = old[:n]
		copy(b.count[shift:], old)
		clear(b.count[:shift])
		clear(b.count[shift+len(old):])
	}
}

// at returns the key of the value that so many are below by magnitude: there
// must be as many.
func (b *bins) at(rank uint64) int32 {
	for i, n := range b.count {
		if rank < n {
			return b.low + int32(i)
		}
		rank -= n
	}
	return b.high()
}
