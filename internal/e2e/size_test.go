package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// maxBinary is how large rtwatch may be as released, in bytes. Whatever looks up
// methods by reflection, as text/template and protobuf do, has the linker keep
// every method of everything, which doubles it:
// go build -ldflags=-dumpdep ./cmd/rtwatch 2>&1 | grep '<ReflectMethod>'
const maxBinary = 15e6

func TestBinarySize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rtwatch")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "../../cmd/rtwatch")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > maxBinary {
		t.Errorf("the binary has %.1f MB, want at most %.0f", float64(info.Size())/1e6, maxBinary/1e6)
	}
}
