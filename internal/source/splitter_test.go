package source

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// join puts blocks together again and checks them on the way.
func join(t *testing.T, blocks []Block) (text []byte, lines int) {
	t.Helper()
	open := false
	for i, b := range blocks {
		if b.Offset != int64(len(text)) {
			t.Fatalf("block %d: offset %d, want %d", i, b.Offset, len(text))
		}
		if b.Head > 0 && !open {
			t.Fatalf("block %d goes on with a line that is not open", i)
		}
		if got, want := b.Lines, countLines(b.Data[b.Head:]); got != want {
			t.Fatalf("block %d: %d lines, want %d", i, got, want)
		}
		if b.Open && b.Data[len(b.Data)-1] == '\n' {
			t.Fatalf("block %d is open behind a complete line", i)
		}
		text = append(text, b.Data...)
		lines += b.Lines
		open = b.Open
	}
	return text, lines
}

// split feeds input to a Splitter in pieces of the given sizes, in turn.
func split(input []byte, sizes []int) []Block {
	var s Splitter
	var blocks []Block
	for i := 0; len(input) > 0; i++ {
		n := min(max(sizes[i%len(sizes)], 1), len(input), len(s.Space()))
		s.Wrote(copy(s.Space(), input[:n]))
		input = input[n:]
		if b, ok := s.Take(); ok {
			blocks = append(blocks, b)
		}
		if i%7 == 6 {
			if b, ok := s.Flush(true); ok {
				blocks = append(blocks, b)
			}
		}
	}
	if b, ok := s.Flush(false); ok {
		blocks = append(blocks, b)
	}
	return blocks
}

func checkSplit(t *testing.T, input []byte, sizes []int) {
	t.Helper()
	text, lines := join(t, split(input, sizes))
	if !bytes.Equal(text, input) {
		t.Fatalf("split into %v bytes: the blocks join up to %d bytes that differ from the %d put in", sizes, len(text), len(input))
	}
	if want := countLines(input); lines != want {
		t.Fatalf("split into %v bytes: %d lines, want %d", sizes, lines, want)
	}
}

func TestSplitterKeepsEveryByteAtEveryBoundary(t *testing.T) {
	for _, length := range []int{0, 1, MaxHeld - 1, MaxHeld, MaxHeld + 1, slabSize - 1, slabSize, slabSize + 1, 3 * slabSize} {
		for _, end := range []string{"", "\n", "\r\n", "\nx", "\n\n"} {
			input := []byte(strings.Repeat("x", length) + end + "next\nlast")
			for _, sizes := range [][]int{{1 << 20}, {4096}, {MaxHeld, 1}, {slabSize / 2, 3}} {
				checkSplit(t, input, sizes)
			}
		}
	}
}

func TestSplitterHoldsHalfLines(t *testing.T) {
	var s Splitter
	s.Wrote(copy(s.Space(), "whole\nha"))
	b, ok := s.Take()
	if !ok || string(b.Data) != "whole\n" || b.Open {
		t.Fatalf("Take = %+v, %v; want the whole line only", b, ok)
	}
	s.Wrote(copy(s.Space(), "lf"))
	if b, ok := s.Take(); ok {
		t.Fatalf("Take = %+v; want nothing before the line's end", b)
	}
	if s.Held() != 4 {
		t.Errorf("Held = %d, want 4", s.Held())
	}
	s.Wrote(copy(s.Space(), "\n"))
	if b, _ := s.Take(); string(b.Data) != "half\n" || b.Offset != 6 {
		t.Errorf("Take = %+v, want the half line completed", b)
	}
}

func TestSplitterBoundsMemory(t *testing.T) {
	var s Splitter
	sent := 0
	for sent < 100<<20 {
		n := len(s.Space())
		s.Wrote(n)
		if b, ok := s.Take(); ok {
			sent += len(b.Data)
		}
		if s.Held() > slabSize {
			t.Fatalf("%d bytes held", s.Held())
		}
	}
}

func TestSplitterOpenLineEndedByItsInput(t *testing.T) {
	var s Splitter
	s.Wrote(copy(s.Space(), "half"))
	if b, ok := s.Flush(true); !ok || !b.Open {
		t.Fatalf("Flush(true) = %+v, %v; want an open line", b, ok)
	}
	if b, ok := s.Flush(false); ok {
		t.Fatalf("Flush(false) = %+v; want nothing left", b)
	}
	s.Wrote(copy(s.Space(), "new\n"))
	if b, _ := s.Take(); b.Head != 0 || b.Lines != 1 {
		t.Errorf("Take = %+v; want a line of its own", b)
	}
}

func FuzzSplitter(f *testing.F) {
	f.Add([]byte("a\nb\r\n\n\x00\xff"), uint64(1))
	f.Add(bytes.Repeat([]byte("long"), 40_000), uint64(2))
	f.Fuzz(func(t *testing.T, input []byte, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		sizes := make([]int, 1+r.IntN(8))
		for i := range sizes {
			sizes[i] = 1 << r.IntN(18)
		}
		checkSplit(t, input, sizes)
	})
}
