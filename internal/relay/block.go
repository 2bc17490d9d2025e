package relay

import (
	"bytes"
	"fmt"
	"iter"
	"math"

	"github.com/rtwatch/rtwatch/internal/store"
)

// blocks cuts a piece at line ends into records of about blockSize.
func blocks(p store.Piece) iter.Seq[record] {
	return func(yield func(record) bool) {
		data, head := p.Data, p.Head
		for len(data) > 0 {
			n := cut(data)
			b := record{kind: lines, parts: [][]byte{data[:n]}, head: uint32(min(head, n))}
			head -= int(b.head)
			if data = data[n:]; len(data) == 0 {
				b.open = p.Open
			}
			b.lines = uint32(countLines(b.parts[0][b.head:]))
			if !yield(b) {
				return
			}
		}
	}
}

// cut returns where the first block of data ends: at the last line end within
// blockSize, or else at the next one.
func cut(data []byte) int {
	if len(data) <= blockSize {
		return len(data)
	}
	if i := bytes.LastIndexByte(data[:blockSize], '\n'); i >= 0 {
		return i + 1
	}
	if i := bytes.IndexByte(data[blockSize:], '\n'); i >= 0 {
		return blockSize + i + 1
	}
	return len(data)
}

func countLines(data []byte) int {
	n := bytes.Count(data, newline)
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return n
}

func trimEnd(data []byte) []byte { return bytes.TrimSuffix(data, newline) }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// size is a number of bytes in words.
func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d kB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

var newline = []byte{'\n'}
