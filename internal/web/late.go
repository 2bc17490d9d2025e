package web

import (
	"slices"
	"sync"
)

// late is the lines that came late, or again, to those who look on: who comes
// back without a place in its view may lack them. It keeps the last maxLate of
// them. Safe for concurrent use.
type late struct {
	mu   sync.Mutex
	all  []lateLine // the one told last is the last
	lost uint64     // up to this number some were dropped
}

// lateLine is a line, and the number of the frame that it came in.
type lateLine struct {
	seq    int64
	number uint64
}

func (l *late) add(seq int64, number uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.IndexFunc(l.all, func(x lateLine) bool { return x.seq == seq }); i >= 0 {
		number = max(number, l.all[i].number)
		l.all = slices.Delete(l.all, i, i+1)
	}
	l.all = append(l.all, lateLine{seq, number})
	if len(l.all) > maxLate {
		l.lost = l.all[0].number
		l.all = l.all[1:]
	}
}

// since returns the lines up to c that came behind it. ok is false if some of
// them are not known any more.
func (l *late) since(c cursor) (lines []int64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range l.all {
		if x.number > c.number && x.seq <= c.seq {
			lines = append(lines, x.seq)
		}
	}
	return lines, c.number >= l.lost
}
