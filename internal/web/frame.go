package web

import (
	"sync"

	"github.com/gorilla/websocket"
)

// frame is a message that any number of clients get: encoded once, for each
// way it goes out.
type frame struct {
	data   []byte // a message as JSON, or plain text
	cursor string // of the last line in it or before it
	lines  int
	missed uint64 // lines that were left out before it

	presented uint64 // the version of what the screen shows, if it is that

	once   sync.Once
	ready  *websocket.PreparedMessage
	failed error
}

// prepared returns the frame as a WebSocket has it.
func (f *frame) prepared() (*websocket.PreparedMessage, error) {
	f.once.Do(func() { f.ready, f.failed = websocket.NewPreparedMessage(websocket.TextMessage, f.data) })
	return f.ready, f.failed
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
