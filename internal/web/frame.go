package web

import (
	"encoding/binary"
	"sync"
)

// frame is a message that any number of clients get: encoded once, for each
// way it goes out.
type frame struct {
	data   []byte // a message as JSON, or plain text
	cursor string // of the last line in it or before it
	lines  int
	missed uint64 // lines that were left out before it

	presented uint64 // the version of what the screen shows, if it is that

	once sync.Once
	wire []byte
}

// socket returns the frame as a WebSocket has it.
func (f *frame) socket() []byte {
	f.once.Do(func() { f.wire = wire(opText, f.data) })
	return f.wire
}

// What a WebSocket's frame may be (RFC 6455, 5.2).
const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

// wire puts a server's frame around data: whole, and without a mask.
func wire(op byte, data []byte) []byte {
	dst := make([]byte, 0, 10+len(data))
	dst = append(dst, 0x80|op)
	switch n := len(data); {
	case n < 126:
		dst = append(dst, byte(n))
	case n < 1<<16:
		dst = binary.BigEndian.AppendUint16(append(dst, 126), uint16(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, 127), uint64(n))
	}
	return append(dst, data...)
}

// ring is the last messages of a view, for clients that lag behind: they hold
// a number, not messages of their own.
type ring struct {
	frames []*frame
	first  uint64 // the number of frames[0]
	bytes  int
	lines  int
	gone   uint64 // lines in frames that were dropped
}

func (r *ring) add(f *frame) {
	r.frames = append(r.frames, f)
	r.bytes += len(f.data)
	r.lines += f.lines
	for len(r.frames) > 1 && (r.bytes > queueBytes || r.lines > queueLines) {
		old := r.frames[0]
		r.frames[0] = nil
		r.frames = r.frames[1:]
		r.first++
		r.bytes -= len(old.data)
		r.lines -= old.lines
		r.gone += uint64(old.lines)
	}
}

func (r *ring) end() uint64 { return r.first + uint64(len(r.frames)) }
