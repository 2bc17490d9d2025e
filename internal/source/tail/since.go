package tail

import (
	"bytes"
	"io"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// since is the beginning of the first line of f, which has so many bytes, whose
// time is at or after t. It is found by halving, as if the times only grew;
// where they do not, an earlier line of that time is still found if it is
// within sinceWindow. changed, when the file was last written to, stands for
// what the time stamps leave out.
//
// Where no line has a time for sinceWindow, it is looked for further on, at
// growing distances; what is skipped is taken for recent: rather too much is
// shown than too little. A file without any time is shown as a whole if it was
// written to since t.
func since(f io.ReaderAt, size int64, t, changed time.Time) (int64, error) {
	p := prober{f: f, size: size, t: t, ref: changed, buf: make([]byte, scanChunk)}
	low, high := int64(0), size // the line is behind low; at high, if there is none before
	for high-low > sinceWindow {
		middle := low + (high-low)/2
		at, recent, err := p.probe(middle, min(high, middle+sinceWindow), false)
		for far := int64(sinceWindow); at < 0 && err == nil && middle+far < high; far *= 2 {
			at, recent, err = p.probe(middle+far, min(high, middle+far+scanChunk), false)
		}
		switch {
		case err != nil:
			return 0, err
		case at < 0:
			high = middle
		case recent:
			high = middle
		default:
			low = at
		}
	}
	// One more window to both sides: the line that high was found by may be
	// there.
	at, recent, err := p.probe(max(0, low-sinceWindow), min(size, high+sinceWindow), true)
	switch {
	case err != nil:
		return 0, err
	case recent:
		return at, nil
	case !p.timed && !changed.Before(t):
		return 0, nil
	case high < size: // only too much without a time lay before it
		return lineAfter(f, size, max(high, 1))
	default:
		return size, nil
	}
}

// prober looks at the times of a file's lines.
type prober struct {
	f      io.ReaderAt
	size   int64
	t, ref time.Time
	parser line.Parser
	buf    []byte
	timed  bool // a line had a time
}

// probe looks for the first line with a time that begins at or behind from,
// and before last: any, or a recent one. It returns where that begins, -1 if there
// is none.
func (p *prober) probe(from, last int64, onlyRecent bool) (at int64, recent bool, err error) {
	begins := from == 0 // a line begins at the place
	if from > 0 {
		from--
	}
	for from < last {
		chunk, err := readChunk(p.f, p.buf, from, p.size)
		if err != nil || len(chunk) == 0 {
			return -1, false, err
		}
		used := 0
		for {
			end := bytes.IndexByte(chunk[used:], '\n')
			text := chunk[used:]
			switch {
			case end >= 0:
				text = text[:end]
			case used > 0 && from+int64(len(chunk)) < p.size:
				text = nil // its rest is in the next chunk
			}
			if text == nil || from+int64(used) >= last {
				break
			}
			if begins {
				if when, ok := p.parser.Time(text, p.ref); ok {
					p.timed = true
					if recent = !when.Before(p.t); recent || !onlyRecent {
						return from + int64(used), recent, nil
					}
				}
			}
			if begins = end >= 0; !begins {
				used = len(chunk)
				break
			}
			used += end + 1
		}
		from += int64(used)
		if used == 0 {
			break
		}
	}
	return -1, false, nil
}

// lineAfter is the beginning of the first line at or behind a place. If there
// is none before the end, because one line fills all of that, it is the place
// itself: something is better to see than nothing.
func lineAfter(f io.ReaderAt, size, place int64) (int64, error) {
	buf := make([]byte, scanChunk)
	for at := place - 1; at < size; {
		chunk, err := readChunk(f, buf, at, size)
		if err != nil || len(chunk) == 0 {
			return place, err
		}
		if end := bytes.IndexByte(chunk, '\n') + 1; end > 0 {
			if at += int64(end); at < size {
				return at, nil
			}
			return place, nil
		}
		at += int64(len(chunk))
	}
	return place, nil
}
