//go:build !(linux || darwin || openbsd)

package tail

import (
	"errors"
	"io"
	"os"
)

// readTwo reads into a, then into b, from one place of f on. Here that takes
// two calls, b's first: what is in b then was there no later than what is in a.
func readTwo(f *os.File, a, b []byte, offset int64) (int, error) {
	m, err := f.ReadAt(b, offset+int64(len(a)))
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	n, err := f.ReadAt(a, offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if n < len(a) {
		return n, nil
	}
	return n + m, nil
}
