package tail

// Windows has neither FIFOs in its file system nor controlling terminals.
const (
	nonblock      = 0
	terminalFlags = 0
)
