//go:build unix

package main

import (
	"io/fs"
	"syscall"
)

// nonblock opens a FIFO without waiting for who writes to it.
const nonblock = syscall.O_NONBLOCK

// private reports whether only its owner may read a file.
func private(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }
