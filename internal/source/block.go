package source

import "bytes"

// Block is a run of bytes of one source, cut at line ends wherever that is
// possible. Lines travel as blocks, never one by one: that is what makes
// millions of lines a second cheap.
//
// A line belongs to the block in which it begins. A line that is longer than
// MaxHeld, or whose end is slow to come, leaves its block Open, and the
// source's next block goes on with it in its first Head bytes:
//
//	Data "a\nb\nlong lo"  Lines 3  Head 0  Open
//	Data "ng long l"      Lines 0  Head 9  Open
//	Data "ong\nc\n"       Lines 1  Head 4
//
// So joining the Data of a source's blocks gives the input byte for byte, with
// one exception: a line that its input ended without a newline (a rotated
// file's last one) has none in Data either, although the next block begins a
// new line.
type Block struct {
	Data []byte
	// Lines is the number of lines that begin in Data.
	Lines int
	// Head is the number of bytes at the front of Data, its newline included,
	// that go on with the line that the source's previous block left open.
	Head int
	// Open says that the last line of Data goes on in the source's next block.
	Open bool
	// Offset is the position of Data[0] in the file or stream it came from.
	Offset int64
	// File is where Data can be read again, at Offset; nil if nowhere. The
	// sender holds it; a receiver that wants to read from it later takes a hold
	// of its own.
	File *File

	slabs chan<- []byte // takes back the slab that Data is the front of; may be nil
}

// Recycle gives the memory of Data back to its source, to be read into again:
// a gigabyte then passes through a few slabs that stay in the processor's
// cache. Nobody may look at Data after it. Calling it is never needed.
func (b *Block) Recycle() {
	if b.slabs == nil {
		return
	}
	select {
	case b.slabs <- b.Data[:0:cap(b.Data)]:
	default:
	}
	b.Data, b.slabs = nil, nil
}

// countLines returns how many lines begin in data.
func countLines(data []byte) int {
	n := bytes.Count(data, newline)
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return n
}

var newline = []byte{'\n'}
