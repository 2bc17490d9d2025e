package tail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// Start is a place in a file: at most one of the fields is set. The zero Start
// is the end of the file; with Options.Past, and in a compressed file, it is
// the beginning.
type Start struct {
	LastLines int       // so many lines before the end (tail -n N)
	FromLine  int       // this line on, 1 is the first (tail -n +N)
	Since     time.Time // the first line of this time or a later one
}

// check reports what is wrong with s.
func (s Start) check() error {
	set := 0
	for _, n := range []int{s.LastLines, s.FromLine} {
		if n < 0 {
			return fmt.Errorf("start %d is negative: use 0 or more", n)
		}
		if n > 0 {
			set++
		}
	}
	if !s.Since.IsZero() {
		set++
	}
	if set > 1 {
		return errors.New("more than one place to start is given: use last lines, from line or since")
	}
	return nil
}

// reach finds the place in f, which has so many bytes and was last written to
// at a time. left is what is still to be found in older files; the zero Start
// if the place is in f.
func (s Start) reach(f io.ReaderAt, size int64, changed time.Time) (offset int64, left Start, err error) {
	switch {
	case s.FromLine > 0:
		offset, err = behindLines(f, size, s.FromLine-1)
	case s.LastLines > 0:
		offset, left.LastLines, err = beforeLines(f, size, s.LastLines)
	case !s.Since.IsZero():
		if offset, err = since(f, size, s.Since, changed); offset == 0 {
			left = s
		}
	default:
		offset = size
	}
	return offset, left, err
}

// behindLines is the place behind the first n lines.
func behindLines(f io.ReaderAt, size int64, n int) (int64, error) {
	buf := make([]byte, scanChunk)
	for at := int64(0); n > 0 && at < size; {
		chunk, err := readChunk(f, buf, at, size)
		if err != nil || len(chunk) == 0 {
			return at, err
		}
		ends := bytes.Count(chunk, newline)
		if ends < n {
			n -= ends
			at += int64(len(chunk))
			if at >= size {
				return size, nil
			}
			continue
		}
		for ; n > 0; n-- {
			end := bytes.IndexByte(chunk, '\n') + 1
			chunk, at = chunk[end:], at+int64(end)
		}
		return at, nil
	}
	return 0, nil
}

// beforeLines is the place before the last n lines, and how many more of them
// there are not. A last line without an end counts as one.
func beforeLines(f io.ReaderAt, size int64, n int) (offset int64, more int, err error) {
	buf := make([]byte, scanChunk)
	for end := size; end > 0; {
		from := max(0, end-scanChunk)
		chunk, err := readChunk(f, buf, from, end)
		if err != nil {
			return 0, 0, err
		}
		if end == size {
			chunk = bytes.TrimSuffix(chunk, newline)
		}
		for {
			at := bytes.LastIndexByte(chunk, '\n')
			if at < 0 {
				break
			}
			if n--; n == 0 {
				return from + int64(at) + 1, 0, nil
			}
			chunk = chunk[:at]
		}
		end = from
	}
	if size > 0 {
		n--
	}
	return 0, n, nil
}

// readChunk reads from at on, up to end or as much as fits.
func readChunk(f io.ReaderAt, buf []byte, at, end int64) ([]byte, error) {
	n, err := f.ReadAt(buf[:min(int64(len(buf)), end-at)], at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf[:n], nil
}

var newline = []byte{'\n'}
