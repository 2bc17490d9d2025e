//go:build linux || darwin || openbsd

package tail

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// readTwo reads into a, then into b, from one place of f on, in one preadv(2).
func readTwo(f *os.File, a, b []byte, offset int64) (int, error) {
	for {
		n, err := unix.Preadv(int(f.Fd()), [][]byte{a, b}, offset)
		if !errors.Is(err, unix.EINTR) {
			return max(n, 0), os.NewSyscallError("preadv", err)
		}
	}
}
