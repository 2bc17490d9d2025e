//go:build !unix

package web

import (
	"net"
	"syscall"
)

// trial writes what a connection takes at once: here that is nothing, and a
// goroutine sends it all.
type trial struct{}

func newTrial() *trial { return &trial{} }

func (t *trial) send(syscall.RawConn, []byte) (int, error) { return 0, nil }

func raw(net.Conn) syscall.RawConn { return nil }
