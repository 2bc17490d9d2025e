package redis

import (
	"cmp"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/redis/rueidis"
)

// member is one member of a sorted set. Of a long one only the beginning is
// kept, with the length and a hash of the whole, so that two are equal only
// if they are.
type member struct {
	id
	score float64
}

// id tells members of a set apart.
type id struct {
	text string // at most maxText bytes, cut between runes
	size int    // bytes of the whole
	hash uint64 // of the whole, if size is above maxCell
}

func (i id) cut() bool { return len(i.text) < i.size }

// newMember returns the member as it is kept.
func newMember(text string, score float64, seed maphash.Seed) member {
	m := member{id{text: text, size: len(text)}, score}
	if len(text) > maxCell {
		m.hash = maphash.String(seed, text)
	}
	if len(text) > maxText {
		m.text = strings.Clone(head(text, maxText)) // lets go of the whole
	}
	return m
}

// cutText returns a text as it is kept where none is ever compared.
func cutText(text string) id {
	i := id{text: text, size: len(text)}
	if len(text) > maxText {
		i.text = strings.Clone(head(text, maxText))
	}
	return i
}

// members returns a reply's members as they are kept.
func members(scores []rueidis.ZScore, seed maphash.Seed) []member {
	out := make([]member, len(scores))
	for i, s := range scores {
		out[i] = newMember(s.Member, s.Score, seed)
	}
	return out
}

// head returns at most n bytes of text, cut between runes.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			return text[:i]
		}
	}
	return text[:n] // not UTF-8
}

// rank orders members as ZRANGE … REV does: by score, then bytewise, highest
// first.
func rank(a, b member) int {
	return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(b.text, a.text))
}

// compare returns the members of next that are new or whose score is another
// than in last, lowest score first (of equal scores, the later in next first),
// and how many of next's were in last at all. If last was full, at limit
// members, what was not in it and does not rank above its lowest has slid into
// view where others left: it counts as old.
func compare(last, next []member, limit int) (changed []member, kept int) {
	full := len(last) >= limit
	scores := make(map[id]float64, len(last))
	for _, m := range last {
		scores[m.id] = m.score
	}
	for _, m := range next {
		score, had := scores[m.id]
		if had {
			kept++
		}
		switch {
		case had && score == m.score:
		case !had && full && rank(m, last[len(last)-1]) >= 0:
		default:
			changed = append(changed, m)
		}
	}
	slices.Reverse(changed)
	slices.SortStableFunc(changed, func(a, b member) int { return cmp.Compare(a.score, b.score) })
	return changed, kept
}

// unit is how long one unit of a score is; 0 says that it is not a time.
type unit time.Duration

// unitOf returns the unit in which a score is within timeReach of now.
func unitOf(score float64, now time.Time) unit {
	for _, u := range []time.Duration{time.Second, time.Millisecond, time.Microsecond, time.Nanosecond} {
		at := score * float64(u)
		if math.Abs(at-float64(now.UnixNano())) <= float64(timeReach) {
			return unit(u)
		}
	}
	return 0
}

// unitOfWindow returns the unit of a window's scores. They are sorted, so
// what holds for both ends holds for all.
func unitOfWindow(window []member, now time.Time) unit {
	if len(window) == 0 {
		return 0
	}
	u := unitOf(window[0].score, now)
	if unitOf(window[len(window)-1].score, now) != u {
		return 0
	}
	return u
}

// time returns the time that a score stands for, to the microsecond: a float
// of seconds holds no more.
func (u unit) time(score float64) time.Time {
	whole, part := math.Modf(score * (float64(u) / float64(time.Second)))
	return time.Unix(int64(whole), int64(math.Round(part*1e6))*1e3)
}
