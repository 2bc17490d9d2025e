//go:build !windows

package tail

import "os"

// temporary returns a new file that nobody else can open and that is gone once
// it is closed.
func temporary() (*os.File, error) {
	f, err := os.CreateTemp("", "rtwatch-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
