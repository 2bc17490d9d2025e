package store

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
)

// A line tells the same whether it was looked at before or not, long or short.
func TestLongLinesTellTheSame(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	fronts := []string{"2026-11-22T09:41:07Z ERROR ", `{"level":"warn","time":"2026-11-22T09:41:07Z","a":"`, "\tat ", "no time ", " ", ""}
	s := newStore(0)
	for range 300 {
		size := []int{0, 5, longLine - 60, longLine, longLine + 60, 3 * longLine}[rnd.IntN(6)]
		text := fronts[rnd.IntN(len(fronts))] + strings.Repeat("x ", size/2)
		if text[:min(1, len(text))] == "{" {
			text += `"}`
		}
		s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{Data: []byte(text + "\n"), Lines: 1}})
	}
	v := s.Snapshot()
	for seq := v.First; seq < v.Next; seq++ {
		first := v.Lines(nil, seq, 1)[0]
		var parser line.Parser
		if first.Continues != parser.Continues(first.Text) {
			t.Fatalf("line %d continues: %v", seq, first.Continues)
		}
		if want, _ := parser.Time(first.Text, epoch); !first.Continues && (!first.Time.Equal(want) || first.Level != line.LevelOf(first.Text)) {
			t.Fatalf("line %d tells %v %v, want %v", seq, first.Time, first.Level, want)
		}
	}
	first := v.Lines(nil, v.First, 1000)
	for range 3 {
		again := v.Lines(nil, v.First, 1000)
		if !slices.EqualFunc(first, again, func(a, b Line) bool {
			return a.Time.Equal(b.Time) && a.Level == b.Level && a.Continues == b.Continues && string(a.Text) == string(b.Text)
		}) {
			t.Fatal("lines are not what they were")
		}
	}
}

// Few blocks are kept where they have many lines, more where a screen needs them.
func TestCacheIsBounded(t *testing.T) {
	for _, c := range []struct{ lines, size, want int }{
		{1, 2, cacheLines},
		{8, 2, cacheLines / 8},
		{100, 2, cachePages},
		{1, 256 << 10, cacheSize / (256 << 10)},
		{2, 2 << 20, cachePages},
	} {
		s := newStore(0)
		now := epoch
		text := bytes.Repeat(append(bytes.Repeat([]byte{'x'}, c.size-1), '\n'), c.lines)
		for range cacheLines + 5 {
			now = now.Add(time.Minute) // so that blocks are not joined
			s.add(source.Batch{Source: "a", At: now, Lines: source.Block{Data: text, Lines: c.lines}})
		}
		v := s.Snapshot()
		for seq := v.First; seq < v.Next; seq++ {
			v.Lines(nil, seq, 1)
		}
		if got := len(s.cache.pages); got != c.want {
			t.Errorf("blocks of %d lines, %d bytes each: %d are kept, want %d", c.lines, c.size, got, c.want)
		}
	}
}
