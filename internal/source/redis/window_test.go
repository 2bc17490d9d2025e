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
func slowCompare(last, next []member) (changed []member, kept int) {
	for i := len(next) - 1; i >= 0; i-- {
		had, same := false, false
		for _, m := range last {
			had = had || m.id == next[i].id
			same = same || m == next[i]
		}
		if had {
			kept++
		}
		if !same {
			at := 0
			for at < len(changed) && changed[at].score <= next[i].score {
				at++
			}
			changed = slices.Insert(changed, at, next[i])
		}
	}
	return changed, kept
}

// FuzzCompare makes two windows of the bytes, in any order, and compares them.
// Each byte is a member (its upper half) and a score (its lower half).
func FuzzCompare(f *testing.F) {
	f.Add([]byte{}, []byte{})
	f.Add([]byte{0x11, 0x22, 0x33}, []byte{0x33, 0x22, 0x11})
	f.Add([]byte{0x11, 0x22, 0x33}, []byte{0x44, 0x12, 0x33})
	window := func(b []byte) (w []member) {
		for _, x := range b {
			m := newMember("m"+strconv.Itoa(int(x>>4)), float64(x&15), seed)
			if !slices.ContainsFunc(w, func(o member) bool { return o.id == m.id }) {
				w = append(w, m)
			}
		}
		return w
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		last, next := window(a), window(b)
		got, kept := compare(last, next)
		want, wantKept := slowCompare(last, next)
		if !slices.Equal(got, want) || kept != wantKept {
			t.Errorf("compare(%v, %v) = %v, %d, want %v, %d", last, next, got, kept, want, wantKept)
		}
		state := map[id]float64{} // applying the changes gives the next state
		for _, m := range last {
			state[m.id] = m.score
		}
		for _, m := range got {
			state[m.id] = m.score
		}
		for _, m := range next {
			if state[m.id] != m.score {
				t.Errorf("%v is at %v after the changes", m, state[m.id])
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
