//go:build !windows

package tail

import (
	"io/fs"
	"os"
	"syscall"
)

// lookAt returns what is at path, symbolic links followed.
func lookAt(path string) (stat, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stat{}, err
	}
	return statOf(info), nil
}

// lookIn returns what is open as f.
func lookIn(f *os.File) (stat, error) {
	info, err := f.Stat()
	if err != nil {
		return stat{}, err
	}
	return statOf(info), nil
}

func statOf(info fs.FileInfo) stat {
	s := stat{size: info.Size(), mode: info.Mode(), changed: info.ModTime()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.id = identity{uint64(sys.Dev), uint64(sys.Ino)} //nolint:unconvert // the types differ between systems
	}
	return s
}
