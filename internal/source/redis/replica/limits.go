package replica

import "time"

const (
	// MaxText is how much of an argument is handed on, in bytes: what one line
	// holds.
	MaxText = 64 << 10

	// bufferSize is what is read at once, in bytes. An argument of MaxText
	// bytes fits in it with its line end, so that it need not be copied.
	bufferSize = 128 << 10

	// maxHeader is the longest line that announces a length, in bytes: a type
	// byte, 19 digits, the line end. maxAnswer is the same for what the server
	// answers before the stream begins: Redis keeps errors far shorter.
	maxHeader = 22
	maxAnswer = 4 << 10

	// maxName is the longest name of a command that is told apart, in bytes.
	maxName = 32

	// silentFor is how long the server may be silent until the stream begins.
	// While it waits for its copy it sends a line end each second; the copy
	// itself may stop for as long as its slowest reader does.
	silentFor = 10 * time.Second

	// writeWithin bounds one write; all of them are short.
	writeWithin = 3 * time.Second

	// markSize is the length of what stands behind a copy of unknown length,
	// and idSize that of a history's ID, in bytes.
	markSize = 40
	idSize   = 40
)
