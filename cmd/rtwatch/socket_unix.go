//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// knockFor is how long one who listens at a socket may take to answer.
const knockFor = time.Second

// listenUnix opens a socket that only its user may connect to, in the place of
// one that nobody listens at. It is removed when it is closed. Nothing else may
// make files meanwhile: their mode would be wrong.
func listenUnix(path string) (net.Listener, error) {
	fail := func(err error, hint string) (net.Listener, error) {
		return nil, usageError{fmt.Errorf("--http %s: %w", quote("unix:"+path), err), hint}
	}
	if most := len(syscall.RawSockaddrUnix{}.Path) - 1; len(path) > most {
		return fail(fmt.Errorf("the path is longer than %d bytes", most), "take a shorter one, such as $XDG_RUNTIME_DIR/rtwatch")
	}
	if err := safeDirectory(filepath.Dir(path)); err != nil {
		return fail(err, "take a directory of your own, such as $XDG_RUNTIME_DIR")
	}
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fail(err, "")
	case info.Mode().Type() != fs.ModeSocket:
		return fail(errors.New("there is a file that is no socket"), "remove it, or give another name")
	default:
		c, err := net.DialTimeout("unix", path, knockFor)
		if err == nil {
			c.Close()
			return fail(errors.New("another program listens there"), "end it, or give another name")
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			return fail(err, "remove it, or give another name")
		}
		if err := os.Remove(path); err != nil {
			return fail(err, "")
		}
	}
	before := syscall.Umask(0o177)
	l, err := net.Listen("unix", path)
	syscall.Umask(before)
	if err != nil {
		return fail(err, "")
	}
	return l, nil
}

// safeDirectory reports what is wrong with a directory in which others could
// replace a socket.
func safeDirectory(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner := uint32(0)
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		owner = stat.Uid
	}
	switch {
	case !info.IsDir():
		return fmt.Errorf("%s is no directory", quote(dir))
	case owner != 0 && int(owner) != os.Geteuid():
		return fmt.Errorf("the directory %s is somebody else's", quote(dir))
	case info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0:
		return fmt.Errorf("others may write to the directory %s", quote(dir))
	}
	return nil
}
