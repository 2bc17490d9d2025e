package store

import "time"

// Points appends to dst the points of a series behind a time and up to another,
// in order of time, as far as they are kept as they came. An unknown series has
// none.
func (s *Store) Points(dst []Point, name string, after, to time.Time) []Point {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.series.byName[name]
	if r == nil {
		return dst
	}
	r.points.each(after.UnixNano()+1, to.UnixNano()+1, func(p span) {
		dst = append(dst, Point{time.Unix(0, p.at), p.sum})
	})
	return dst
}
