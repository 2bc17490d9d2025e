package plain

const (
	// bufferSize, in bytes, gathers small pieces, which would cost a system
	// call each; large ones go through without a copy.
	bufferSize = 32 << 10

	// learnFrom is how much of a source's first block its format is learned
	// from, in bytes.
	learnFrom = 64 << 10
)
