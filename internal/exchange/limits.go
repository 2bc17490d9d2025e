package exchange

import "time"

const (
	// maxHost is what DNS allows for a host's name, in bytes.
	maxHost = 253

	// dialFor bounds a connection's making; pingEvery is how often a quiet one
	// is asked for a sign of life. Both together find a dead peer within 4 s.
	dialFor   = 3 * time.Second
	pingEvery = time.Second
	replyFor  = 3 * time.Second

	// bufferSize is of a connection, each way, in bytes: a few entries.
	bufferSize = 64 << 10

	// KeepSources is for how long a source without a new line is still listed.
	KeepSources = 24 * time.Hour

	// KeepHosts is for how long a host without a sign of life is.
	KeepHosts = 7 * 24 * time.Hour
)
