package web

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/gorilla/websocket"
)

// pack returns a message as it goes out on a way.
func (w way) pack(cursor string, data []byte) []byte {
	switch w {
	case bySocket:
		return wire(opText, data)
	case byEvents:
		if cursor != "" {
			cursor = "id: " + cursor + "\n"
		}
		return chunk(fmt.Appendf(nil, "%sdata: %s\n\n", cursor, data))
	default:
		return chunk(data)
	}
}

// chunk puts HTTP's chunk around data (RFC 9112, 7.1). Of nothing it makes
// nothing: that would be the last one.
func chunk(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	return fmt.Appendf(nil, "%x\r\n%s\r\n", len(data), data)
}

// strip takes a chunk off again for a peer that does not know them, such as a
// proxy that speaks HTTP/1.0.
func (p *peer) strip(data []byte) []byte {
	if !p.bare || len(data) == 0 {
		return data
	}
	_, data, _ = bytes.Cut(data, []byte("\r\n"))
	return data[:len(data)-2]
}

// ping is what is said to a peer to find out whether it is there.
func (p *peer) ping() []byte {
	switch p.way {
	case bySocket:
		return wire(opPing, nil)
	case byEvents:
		return p.strip(chunk([]byte(": still here\n\n")))
	default:
		return nil
	}
}

// last is what is said last. An answer of HTTP that is cut off has no end.
func (p *peer) last(code int, text string) []byte {
	switch {
	case p.way == bySocket:
		return wire(opClose, websocket.FormatCloseMessage(code, text))
	case code == websocket.CloseGoingAway && !p.bare:
		return []byte("0\r\n\r\n")
	default:
		return nil
	}
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
