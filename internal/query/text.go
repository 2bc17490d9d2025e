package query

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// Text is a run of whole records of one source, oldest first.
type Text struct {
	Data   []byte // whole lines; the last one may lack its newline
	Source string
	At     time.Time    // when it came: the time of records that tell none
	Ref    time.Time    // what a time stamp without a year is understood by
	Parser *line.Parser // the source's, which is only read; nil is one that knows nothing
}

// parser returns a copy of the text's parser, to be asked.
func (t *Text) parser() line.Parser {
	if t.Parser == nil {
		return line.Parser{}
	}
	return *t.Parser
}

// lineEnd returns where the line that holds data[at] ends, its newline
// included.
func lineEnd(data []byte, at int) int {
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(data)
}

// lineStart returns where the line that holds data[at] starts, which is not
// before from, the start of some line.
func lineStart(data []byte, from, at int) int {
	// bytes.LastIndexByte looks at one byte at a time.
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for at-8 >= from {
		x := binary.LittleEndian.Uint64(data[at-8:]) ^ ones*'\n'
		// The highest bit set is exact where borrows are kept within bytes.
		if zero := ^((x&^highs + ^uint64(highs)) | x) & highs; zero != 0 {
			return at - bits.LeadingZeros64(zero)/8
		}
		at -= 8
	}
	for at > from && data[at-1] != '\n' {
		at--
	}
	return at
}

func trimNewline(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\n' {
		return text[:n-1]
	}
	return text
}
