package tail

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// errRewritten says that what was read of a file is not in it any longer: it
// was truncated, and perhaps has grown again since.
var errRewritten = errors.New("rewritten")

// mark is a place in a file and the last bytes before it. As long as they are
// there, reading on from offset is right, whatever happened to the file in
// between; a copy of the file has them too. Bytes right before the offset tell
// more than a file's first ones, which are often the same banner in every
// generation.
type mark struct {
	offset int64
	last   [markSize]byte // the last count bytes before offset
	count  int
}

// add moves the mark on behind data.
func (m *mark) add(data []byte) {
	m.offset += int64(len(data))
	if len(data) >= markSize {
		m.count = copy(m.last[:], data[len(data)-markSize:])
		return
	}
	if over := m.count + len(data) - markSize; over > 0 {
		m.count = copy(m.last[:], m.last[over:m.count])
	}
	m.count += copy(m.last[m.count:], data)
}

// markAt returns the mark of a place in f.
func markAt(f io.ReaderAt, offset int64) (mark, error) {
	m := mark{offset: offset, count: int(min(offset, markSize))}
	n, err := f.ReadAt(m.last[:m.count], offset-int64(m.count))
	if n < m.count {
		return mark{}, err
	}
	return m, nil
}

// headOf returns the mark behind the first bytes of f, as many as a mark keeps.
// What cannot be read has none.
func headOf(f io.ReaderAt) mark {
	var m mark
	m.count, _ = f.ReadAt(m.last[:], 0) // a fault is told when it is read
	m.offset = int64(m.count)
	return m
}

// bytes are the last bytes before the mark.
func (m *mark) bytes() []byte { return m.last[:m.count] }

// check returns errRewritten if f is not, up to the mark, what the mark was
// made of, and other errors if that cannot be told.
func (m *mark) check(f io.ReaderAt) error {
	var have [markSize]byte
	n, err := f.ReadAt(have[:m.count], m.offset-int64(m.count))
	switch {
	case n == m.count && bytes.Equal(have[:n], m.last[:n]):
		return nil
	case n == m.count || errors.Is(err, io.EOF):
		return errRewritten
	default:
		return err
	}
}

// in reports whether f is, up to the mark, what the mark was made of.
func (m *mark) in(f io.ReaderAt) bool { return m.check(f) == nil }

// readOn reads what comes behind the mark into space, and makes sure in the
// same call that it does come behind it: between two calls the file could be
// rewritten. It returns 0 at the end of the file.
func (m *mark) readOn(f *os.File, space []byte) (int, error) {
	var have [markSize]byte
	n, err := readTwo(f, have[:m.count], space, m.offset-int64(m.count))
	if err != nil {
		return 0, err
	}
	if n < m.count || !bytes.Equal(have[:m.count], m.last[:m.count]) {
		return 0, errRewritten
	}
	return n - m.count, nil
}
