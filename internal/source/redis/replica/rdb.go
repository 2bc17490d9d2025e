package replica

import (
	"bufio"
	"bytes"
	"errors"
	"strconv"
)

// Skip passes over the copy of the data with which a stream that is not
// Resumed begins, and acknowledges it: then the commands begin. The server
// announces its length if it has it in a file, else the mark behind it.
func (s *Stream) Skip() error {
	if s.Resumed {
		return nil
	}
	line, err := s.answer()
	if err != nil {
		return err
	}
	size, mark, err := parseCopy(line)
	if err == nil && mark != nil {
		err = s.skipTo(mark)
	} else if err == nil {
		err = s.discard(size)
	}
	if err != nil {
		return err
	}
	s.live()
	return s.Ack()
}

// parseCopy reads what announces a copy: $LENGTH or $EOF:MARK.
func parseCopy(line []byte) (size int64, mark []byte, err error) {
	if line[0] == '-' {
		return 0, nil, Refusal(line[1:])
	}
	text, ok := bytes.CutPrefix(line, []byte("$"))
	if !ok {
		return 0, nil, fault("the data begin with %.99q", line)
	}
	if mark, ok := bytes.CutPrefix(text, []byte("EOF:")); ok {
		if len(mark) != markSize {
			return 0, nil, fault("an end mark of %d bytes", len(mark))
		}
		return 0, bytes.Clone(mark), nil
	}
	size, err = strconv.ParseInt(string(text), 10, 64)
	if err != nil || size < 0 {
		return 0, nil, fault("data of %.99q bytes", text)
	}
	return size, nil, nil
}

// discard passes over n bytes.
func (s *Stream) discard(n int64) error {
	for n > 0 {
		passed, err := s.r.Discard(int(min(n, bufferSize)))
		if err != nil {
			return err
		}
		n -= int64(passed)
	}
	return nil
}

// skipTo passes over all up to the end of mark.
func (s *Stream) skipTo(mark []byte) error {
	for {
		// At least a mark, and all that is there.
		if _, err := s.r.Peek(len(mark)); err != nil {
			return err
		}
		p, err := s.r.Peek(s.r.Buffered())
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		at := bytes.Index(p, mark)
		n := at + len(mark)
		if at < 0 {
			n = len(p) - len(mark) + 1 // the rest may begin one
		}
		if _, err := s.r.Discard(n); err != nil || at >= 0 {
			return err
		}
	}
}
