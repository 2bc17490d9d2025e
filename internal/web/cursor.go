package web

import (
	"errors"
	"strconv"
	"strings"
)

// cursor is how far somebody is: a line, and the message of a view that went out
// with it; without one it is the line's name.
type cursor struct {
	seq    int64
	number uint64
	here   bool // it is of this run
}

var errCursor = errors.New("that is not a cursor: want the c of a line, such as 1f2e3d4c.17, or the cursor of a message")

// parseCursor reads a cursor.
func (s *Server) parseCursor(text string) (c cursor, err error) {
	epoch, rest, ok := strings.Cut(text, ".")
	digits, number, numbered := strings.Cut(rest, ".")
	seq, bad := strconv.ParseInt(digits, 10, 64)
	if !ok || len(epoch) != 8 || bad != nil || seq > 1<<50 || seq < -1<<50 {
		return c, errCursor
	}
	c.seq, c.here = seq, epoch == s.epoch
	if numbered {
		if c.number, bad = strconv.ParseUint(number, 10, 64); bad != nil || c.number == 0 {
			return c, errCursor
		}
	}
	return c, nil
}

// cursor appends the cursor of a line, and of the message of that number.
func (e *encoder) cursor(dst []byte, seq int64, number uint64) []byte {
	dst = append(append(dst, e.epoch...), '.')
	dst = strconv.AppendInt(dst, seq, 10)
	if number > 0 {
		dst = strconv.AppendUint(append(dst, '.'), number, 10)
	}
	return dst
}
