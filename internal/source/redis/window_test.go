package redis

import (
	"hash/maphash"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var seed = maphash.MakeSeed()

// slowCompare is compare, by looking at every pair.
func slowCompare(last, next []member, limit int) (changed []member, kept int) {
	for i := len(next) - 1; i >= 0; i-- {
		had, same, above := false, false, false
		for _, m := range last {
			had = had || m.id == next[i].id
			same = same || m == next[i]
			above = above || rank(next[i], m) < 0
		}
		if had {
			kept++
		}
		if !same && (had || above || len(last) < limit) {
			at := 0
			for at < len(changed) && changed[at].score <= next[i].score {
				at++
			}
			changed = slices.Insert(changed, at, next[i])
		}
	}
	return changed, kept
}

// FuzzCompare makes two states of a set of the bytes, and compares their
// windows. Each byte is a member (its upper half) and a score (its lower half).
func FuzzCompare(f *testing.F) {
	f.Add([]byte{}, []byte{}, byte(4))
	f.Add([]byte{0x11, 0x22, 0x33}, []byte{0x33, 0x22, 0x11}, byte(4))
	f.Add([]byte{0x11, 0x22, 0x33}, []byte{0x44, 0x12, 0x33}, byte(3))
	f.Add([]byte{0x11, 0x22, 0x33}, []byte{0x11, 0x22}, byte(2))
	f.Add([]byte{0x11, 0x21, 0x31}, []byte{0x11, 0x21, 0x31, 0x41}, byte(2))
	f.Add([]byte{0x19}, []byte{0x13, 0x22}, byte(1))
	f.Add([]byte{0x11, 0x21, 0x31}, []byte{0x11, 0x21}, byte(1))
	set := func(b []byte) (s []member) {
		for _, x := range b {
			m := newMember("m"+strconv.Itoa(int(x>>4)), float64(x&15), seed)
			if !slices.ContainsFunc(s, func(o member) bool { return o.id == m.id }) {
				s = append(s, m)
			}
		}
		slices.SortFunc(s, rank)
		return s
	}
	f.Fuzz(func(t *testing.T, a, b []byte, window byte) {
		limit := 1 + int(window%16)
		before, after := set(a), set(b)
		last, next := before[:min(limit, len(before))], after[:min(limit, len(after))]
		got, kept := compare(last, next, limit)
		want, wantKept := slowCompare(last, next, limit)
		if !slices.Equal(got, want) || kept != wantKept {
			t.Errorf("compare(%v, %v, %d) = %v, %d, want %v, %d", last, next, limit, got, kept, want, wantKept)
		}
		for _, m := range got {
			if slices.Contains(before, m) {
				t.Errorf("%v was in the set before", m)
			}
		}
		for _, m := range next {
			entered := len(last) == limit && rank(m, last[limit-1]) >= 0 // or slid in: nobody can tell
			if !slices.Contains(before, m) && !entered && !slices.Contains(got, m) {
				t.Errorf("%v is new in %v, after %v, and not told", m, next, last)
			}
		}
	})
}

func TestLongMembers(t *testing.T) {
	for _, n := range []int{0, 1, maxCell - 1, maxCell, maxCell + 1, maxText - 1, maxText, maxText + 1, 1 << 20} {
		for _, unit := range []string{"x", "é", "\n", "\xff"} {
			text := strings.Repeat(unit, n/len(unit)+1)[:n]
			m := newMember(text, 1, seed)
			if m.cut() != (n > maxText) {
				t.Errorf("%d bytes of %q: cut %v", n, unit, m.cut())
			}
			line := appendLine(nil, m, 0)
			if len(line) > maxText+64 || strings.Count(string(line), "\n") != 1 {
				t.Errorf("%d bytes of %q: a line of %d bytes", n, unit, len(line))
			}
			if marked := strings.Contains(string(line), " … +"); marked != (n > maxText || unit == "\n" && 2*n > maxText) {
				t.Errorf("%d bytes of %q: marked %v", n, unit, marked)
			}
			if c := cell(m.id); len(c) > maxCell+64 || unit == "é" && n%2 == 0 && !utf8.ValidString(c) {
				t.Errorf("%d bytes of %q: a cell of %d bytes", n, unit, len(c))
			}
			if n > 0 {
				other := newMember(text[:n-1]+"y", 1, seed)
				if other.id == m.id || rowID(other.id) == rowID(m.id) {
					t.Errorf("%d bytes of %q: taken for another member", n, unit)
				}
			}
		}
	}
}

func TestScoreText(t *testing.T) {
	now := time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		score float64
		want  string
	}{
		{0, "0"},
		{-1.5, "-1.5"},
		{1234567, "1234567"},
		{0.1, "0.1"},
		{1 << 52, "4503599627370496"},
		{1e300, "1e+300"},
		{math.Inf(1), "inf"},
		{math.Inf(-1), "-inf"},
		{1793879662, "2026-11-05T11:54:22.000Z"},
		{1793879662.25, "2026-11-05T11:54:22.250Z"},
		{1793879662123, "2026-11-05T11:54:22.123Z"},
		{1793879662123456, "2026-11-05T11:54:22.123Z"},
		{1793879662123456789, "2026-11-05T11:54:22.123Z"},
		{1793879662 - 11*365*86400, "1446983662"}, // too long ago
	}
	for _, tt := range tests {
		if got := string(appendScore(nil, tt.score, unitOf(tt.score, now))); got != tt.want {
			t.Errorf("%v is written %q, want %q", tt.score, got, tt.want)
		}
	}
	mixed := []member{{score: 1793879662}, {score: 12}}
	if u := unitOfWindow(mixed, now); u != 0 {
		t.Errorf("a window with a score of 12 has unit %v", time.Duration(u))
	}
}
