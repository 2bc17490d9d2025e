package store

import (
	"math"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// Measure is a number that stands in lines, over time: of the log as it was when
// Measure was called and of what comes. It is read in the background, like
// Matches. Not the values are kept but counts, and quantiles that are off by at
// most one percent, for so many spans of time, so that memory does not grow with
// the log. Its methods may be called from any goroutine, and none waits for text
// to be read.
//
// What was measured stays when its lines are let go of.
type Measure struct {
	survey[measured]
	number  *query.Number
	digest  digest
	unread  uint64
	version uint64
}

// Stat is what values in a span of time come to.
type Stat uint8

// The statistics. Rate is values a second.
const (
	P50 Stat = iota
	P95
	P99
	Last
	Mean
	Max
	Rate
)

// measured is what is known of a block.
type measured struct {
	upTo   int       // of its text, that is read
	lines  uint32    // in that
	unread uint32    // those of them that can no longer be read
	from   int       // where the values
	values []reading // that are not filed yet are from
}

// MeasureCount is how far a measurement is.
type MeasureCount struct {
	Values uint64
	Unread uint64 // lines that could not be read any more
	Done   bool   // all that is known of the log was read
}

// Measure begins to take a number from all lines, from the line near on as Match
// does. It must be closed. The number must not be measured elsewhere at the
// same time if its values may have units of several kinds.
func (s *Store) Measure(n *query.Number, near int64) *Measure {
	m := &Measure{number: n, digest: newDigest()}
	m.begin(s, "graph", m, near)
	return m
}

// Close ends the measurement. It does not wait: a goroutine that is reading a
// block ends after it.
func (m *Measure) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.close()
}

// Unit is what the values are in: see query.Number.
func (m *Measure) Unit() string { return m.number.Unit() }

// Progress returns how far the measurement is.
func (m *Measure) Progress() MeasureCount {
	_, done := m.progress()
	m.mu.Lock()
	defer m.mu.Unlock()
	return MeasureCount{Values: m.digest.values, Unread: m.unread, Done: done}
}

// Version changes with all that Buckets and Extent tell.
func (m *Measure) Version() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.version
}

// Extent returns the times of the first and the last value, to the span that
// they are in. ok is false if there is none.
func (m *Measure) Extent() (first, last time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	spans := m.digest.spans
	if len(spans) == 0 {
		return first, last, false
	}
	return time.Unix(0, spans[0].at), time.Unix(0, spans[len(spans)-1].last.at), true
}

// Step is how fine Buckets tells values apart: a second at first, and twice as
// much again and again while the log grows.
func (m *Measure) Step() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Duration(m.digest.width)
}

// Buckets appends to dst what the values come to in each of n equal spans of
// time from from to to, to the second, or coarser where there is much: a span
// begins with the second that its begin is in. Where there is no value it is
// NaN, but the rate is 0 between the first and the last one.
func (m *Measure) Buckets(dst []float64, stat Stat, from, to time.Time, n int) []float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := &m.digest
	span := to.Sub(from)
	for b := range n {
		if span <= 0 || len(d.spans) == 0 {
			dst = append(dst, math.NaN())
			continue
		}
		low := floor(from.UnixNano()+int64(float64(span)/float64(n)*float64(b)), d.width) * d.width
		high := floor(from.UnixNano()+int64(float64(span)/float64(n)*float64(b+1)), d.width) * d.width
		dst = append(dst, d.stat(stat, low, max(high, low+d.width)))
	}
	return dst
}
