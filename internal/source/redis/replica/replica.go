// Package replica speaks the part of Redis's replication protocol that a
// reader of changes needs: it logs in as a replica, skips the copy of the data
// that the server begins with, and hands on command after command.
//
//	AUTH, REPLCONF capa eof psync2, PSYNC ──▶ +FULLRESYNC ─▶ copy ─┐
//	                                     └──▶ +CONTINUE ───────────┴─▶ commands
//
// Memory is constant: the copy is skipped as it comes, commands are handed on
// argument by argument, and of a long argument only the beginning. Where a
// stream was left is its Position, by which the next one goes on without loss
// or repetition, as long as the server's backlog reaches back to it.
//
// The protocol has no document of its own; its words are
// https://redis.io/docs/latest/commands/psync/ and …/replconf/.
//
// The package must not dial, and must not know what commands mean but for
// SELECT and REPLCONF GETACK, which are the stream's own.
package replica

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ErrProtocol is what all faults of what the server sends wrap.
var ErrProtocol = errors.New("what comes is no replication stream")

// errSilent is a server that does not even say that it is busy.
var errSilent = fmt.Errorf("no answer for %v to the wish to be a replica", silentFor)

func fault(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrProtocol, fmt.Sprintf(format, args...))
}

// Refusal is the server's own answer where it refuses, without its minus.
type Refusal string //nolint:errname // it is what the server does

func (r Refusal) Error() string { return string(r) }

// Position is a place in a server's history of changes. The zero Position is
// none.
type Position struct {
	ID     string // of the history
	Offset int64  // bytes of it that were read
	DB     int    // the database that was selected there
}

// Options say how to log in, and where to go on.
type Options struct {
	User, Password string
	From           Position

	// Waits, if not nil, is called before each read of the stream, on the
	// goroutine that calls Next and Argument: whatever was handed on until
	// then may be all for now. An error of it is the read's. It must not call
	// them itself.
	Waits func() error
}

// Stream is a server's stream of commands. But for Ack, Acked and Heard, it is
// for one goroutine.
type Stream struct {
	// Resumed says that the stream goes on at Options.From. If not, the server
	// begins with a copy of its data, and what was written since is unknown.
	Resumed bool

	conn    net.Conn
	r       *bufio.Reader
	waits   func() error // nil until the stream has begun
	begun   func() error // waits from then on
	id      string
	db      int
	offset  int64         // of the next byte
	left    int           // arguments of the command under way still to come
	name    [maxName]byte // of it
	text    []byte        // the beginning of a long argument
	done    atomic.Int64  // the offset behind the last whole command
	heard   atomic.Int64  // when the last bytes came, in unix nanoseconds
	writing sync.Mutex
}

// Open logs in over c and asks for the stream; it blocks until the server
// begins it, for as long as that says it is going to. The caller closes c,
// which also ends all calls.
func Open(c net.Conn, o Options) (*Stream, error) {
	s := &Stream{conn: c, begun: o.Waits, text: make([]byte, 0, MaxText)}
	s.r = bufio.NewReaderSize(tap{s}, bufferSize)
	if o.Password != "" || o.User != "" {
		login := []string{"AUTH", o.User, o.Password}
		if o.User == "" {
			login = []string{"AUTH", o.Password}
		}
		if _, err := s.ask(login...); err != nil {
			return nil, err
		}
	}
	// These may be refused: the name is for CLIENT LIST alone, and the filter,
	// which leaves the copy empty, is known since Redis 7.
	for _, wish := range [][]string{{"CLIENT", "SETNAME", "rtwatch"}, {"REPLCONF", "rdb-filter-only", ""}} {
		if _, err := s.ask(wish...); err != nil && !errors.As(err, new(Refusal)) {
			return nil, err
		}
	}
	// No listening-port: nobody can connect here.
	if _, err := s.ask("REPLCONF", "capa", "eof", "capa", "psync2"); err != nil {
		return nil, err
	}
	id, next := "?", int64(-1)
	if o.From.ID != "" {
		id, next = o.From.ID, o.From.Offset+1
	}
	answer, err := s.ask("PSYNC", id, strconv.FormatInt(next, 10))
	if err != nil {
		return nil, err
	}
	return s, s.begin(answer, o.From)
}

// begin takes the answer to PSYNC.
func (s *Stream) begin(answer string, from Position) error {
	words := strings.Fields(answer)
	switch {
	case len(words) == 3 && words[0] == "FULLRESYNC":
		offset, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil || offset < 0 || len(words[1]) != idSize {
			return fault("a history that begins at %.99q", answer)
		}
		s.id, s.offset = words[1], offset
	case len(words) > 0 && words[0] == "CONTINUE" && from.ID != "":
		s.id, s.offset, s.db, s.Resumed = from.ID, from.Offset, from.DB, true
		if len(words) > 1 { // the same history by another name: another master
			s.id = words[1]
		}
		if len(s.id) != idSize {
			return fault("a history of the name %.99q", s.id)
		}
		s.live()
	default:
		return fault("the answer to PSYNC is %.99q", answer)
	}
	s.done.Store(s.offset)
	return nil
}

// live has the stream begin: from now on it may be silent.
func (s *Stream) live() {
	s.waits = s.begun
	if s.waits == nil {
		s.waits = func() error { return nil }
	}
	_ = s.conn.SetReadDeadline(time.Time{}) // if it fails, so does the next read
}

// ask sends a command and returns what the server answers, in one line.
func (s *Stream) ask(args ...string) (string, error) {
	if err := s.send(args...); err != nil {
		return "", err
	}
	line, err := s.answer()
	if err != nil {
		return "", err
	}
	switch text := string(line[1:]); line[0] {
	case '+':
		return text, nil
	case '-':
		return "", Refusal(text)
	}
	return "", fault("an answer begins with %q", line[:1])
}

// answer reads a line that says something: the others only tell that the
// server is still there, and busy.
func (s *Stream) answer() ([]byte, error) {
	for {
		if line, err := s.line(); err != nil || len(line) > 0 {
			return line, err
		}
	}
}

// line reads a line and returns it without its end.
func (s *Stream) line() ([]byte, error) {
	line, err := s.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) || len(line) > maxAnswer {
		return nil, fault("a line of more than %d bytes", maxAnswer)
	}
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
}

// send writes a command.
func (s *Stream) send(args ...string) error {
	var b []byte
	b = fmt.Appendf(b, "*%d\r\n", len(args))
	for _, a := range args {
		b = fmt.Appendf(b, "$%d\r\n%s\r\n", len(a), a)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	_, err := s.conn.Write(b)
	return err
}

// Ack tells the server how far the stream was read. The server cuts off who
// says nothing for its repl-timeout, and counts who is late by seconds as
// missing; so each second is right. It is safe for concurrent use.
func (s *Stream) Ack() error {
	return s.send("REPLCONF", "ACK", strconv.FormatInt(s.done.Load(), 10))
}

// Acked is the offset that Ack tells. It is safe for concurrent use.
func (s *Stream) Acked() int64 { return s.done.Load() }

// Heard is when the last bytes came. It is safe for concurrent use.
func (s *Stream) Heard() time.Time { return time.Unix(0, s.heard.Load()) }

// Position is where the stream goes on behind the last whole command.
func (s *Stream) Position() Position {
	return Position{ID: s.id, Offset: s.done.Load(), DB: s.db}
}

// tap is what the stream reads from.
type tap struct{ s *Stream }

func (t tap) Read(p []byte) (int, error) {
	s := t.s
	if s.waits != nil {
		if err := s.waits(); err != nil {
			return 0, err
		}
	} else if err := s.conn.SetReadDeadline(time.Now().Add(silentFor)); err != nil {
		return 0, err
	}
	n, err := s.conn.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSilent
	}
	if n > 0 {
		s.heard.Store(time.Now().UnixNano())
	}
	return n, err
}
