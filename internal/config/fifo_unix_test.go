//go:build unix

package config

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestReadNoFile does not wait for the writer of a FIFO.
func TestReadNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	go func() {
		_, err := Read(path, names)
		failed <- err
	}()
	select {
	case err := <-failed:
		if err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("it waits")
		if w, err := os.OpenFile(path, os.O_RDWR, 0); err == nil { // lets it end
			w.Close()
		}
	}
	if _, err := Read(os.DevNull, names); err != nil {
		t.Error(err)
	}
}
