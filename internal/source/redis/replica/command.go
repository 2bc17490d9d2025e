package replica

import (
	"bytes"
	"strconv"
)

// Command is the beginning of a command of the stream.
type Command struct {
	Name []byte // in lower case, its first 32 bytes; valid until the next call of Next
	Args int    // how many arguments follow
	DB   int    // the database it is for
	At   int64  // the offset of its first byte
}

// Argument is one argument of a command.
type Argument struct {
	Text []byte // its first MaxText bytes; valid until the next call
	Size int    // bytes of the whole
}

// Next passes over what is left of the command under way and blocks until the
// next one begins. SELECT and REPLCONF, which are about the stream itself, it
// deals with.
func (s *Stream) Next() (Command, error) {
	for {
		for s.left > 0 {
			if _, err := s.Argument(); err != nil {
				return Command{}, err
			}
		}
		s.done.Store(s.offset)
		c := Command{At: s.offset, DB: s.db}
		line, err := s.counted('*')
		if err != nil {
			return c, err
		}
		if line == nil {
			continue
		}
		n, err := size(line)
		if err != nil {
			return c, err
		}
		if s.left = n; n == 0 {
			continue
		}
		name, err := s.Argument()
		if err != nil {
			return c, err
		}
		c.Name, c.Args = lower(s.name[:0], name.Text), s.left
		switch string(c.Name) {
		case "select":
			err = s.selected()
		case "replconf":
			err = s.asked()
		default:
			return c, nil
		}
		if err != nil {
			return c, err
		}
	}
}

// Argument returns the next argument of the command that Next has returned. No
// more may be asked for than it has.
func (s *Stream) Argument() (Argument, error) {
	line, err := s.counted('$')
	if err != nil {
		return Argument{}, err
	}
	n, err := size(line)
	if err != nil {
		return Argument{}, err
	}
	a := Argument{Size: n}
	if a.Text, err = s.r.Peek(min(n, MaxText)); err != nil {
		return a, err
	}
	if n > MaxText { // its beginning will not stay in the buffer
		a.Text = append(s.text[:0], a.Text...)
		if err := s.discard(int64(n)); err != nil {
			return a, err
		}
		n = 0
	}
	all, err := s.r.Peek(n + 2)
	if err != nil {
		return a, err
	}
	if string(all[n:]) != "\r\n" {
		return a, fault("an argument is not as long as announced")
	}
	if n > 0 {
		a.Text = all[:n] // Peek may have moved it
	}
	s.offset += int64(a.Size) + 2
	s.left--
	_, err = s.r.Discard(n + 2)
	return a, err
}

// counted reads a line that announces a length, behind its type byte; nil is
// the empty line that a server may send between commands.
func (s *Stream) counted(kind byte) ([]byte, error) {
	line, err := s.r.ReadSlice('\n')
	if err != nil && len(line) < maxHeader {
		return nil, err
	}
	if len(line) == 1 && kind == '*' {
		s.offset++
		return nil, nil
	}
	if line[0] != kind {
		return nil, fault("%q where %q belongs", line[0], kind)
	}
	if len(line) > maxHeader || err != nil {
		return nil, fault("a line of more than %d bytes", maxHeader)
	}
	s.offset += int64(len(line))
	text, ok := bytes.CutSuffix(line[1:], []byte("\r\n"))
	if !ok {
		return nil, fault("a line without its end")
	}
	return text, nil
}

// size reads a length.
func size(text []byte) (int, error) {
	n, err := strconv.ParseUint(string(text), 10, 31)
	if err != nil {
		return 0, fault("the length %q", text)
	}
	return int(n), nil
}

// lower appends the beginning of a name.
func lower(b, name []byte) []byte {
	for _, c := range name[:min(len(name), maxName)] {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// selected takes SELECT.
func (s *Stream) selected() error {
	if s.left != 1 {
		return fault("SELECT of %d arguments", s.left)
	}
	a, err := s.Argument()
	if err != nil {
		return err
	}
	db, err := strconv.Atoi(string(a.Text))
	if err != nil || db < 0 {
		return fault("the database %.99q", a.Text)
	}
	s.db = db
	return nil
}

// asked takes REPLCONF: GETACK wants an answer at once.
func (s *Stream) asked() error {
	getack := false
	for first := true; s.left > 0; first = false {
		a, err := s.Argument()
		if err != nil {
			return err
		}
		getack = getack || first && bytes.EqualFold(a.Text, []byte("getack"))
	}
	if s.done.Store(s.offset); getack {
		return s.Ack()
	}
	return nil
}
