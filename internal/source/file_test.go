package source

import (
	"errors"
	"strings"
	"testing"
)

func TestFileHolds(t *testing.T) {
	closed := 0
	f := NewFile("a.log", strings.NewReader("text"), func() error { closed++; return nil })
	if !f.Hold() {
		t.Fatal("an open file cannot be held")
	}
	_ = f.Close()
	if closed != 0 {
		t.Fatal("closed while somebody holds it")
	}
	_ = f.Close()
	if closed != 1 || f.Hold() {
		t.Errorf("closed %d times, want 1, and no hold after it", closed)
	}
}

func TestFileRewritten(t *testing.T) {
	f := NewFile("a.log", strings.NewReader("text"), nil)
	var b [4]byte
	if n, err := f.ReadAt(b[:], 0); n != 4 || err != nil {
		t.Fatalf("ReadAt: %d, %v", n, err)
	}
	f.Rewritten()
	if n, err := f.ReadAt(b[:], 0); n != 0 || !errors.Is(err, ErrRewritten) {
		t.Errorf("after Rewritten: %d, %v; want ErrRewritten", n, err)
	}
}
