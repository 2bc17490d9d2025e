package tail

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// TestModel plays random sequences of everything that happens to a log.
func TestModel(t *testing.T) {
	const sequences, seed = 5000, 20261122
	dir := scratch(t)
	// Each generation has a slab of 256 KiB; collecting them at once costs
	// more than all the rest.
	defer debug.SetGCPercent(debug.SetGCPercent(1000))
	random := rand.New(rand.NewPCG(seed, 1))
	for i := range sequences {
		actions := make([]byte, 5+random.IntN(20))
		for j := range actions {
			actions[j] = byte(random.Uint32())
		}
		if err := play(t, filepath.Join(dir, fmt.Sprint(i)), actions); err != nil {
			t.Fatalf("sequence %d, %x: %v", i, actions, err)
		}
	}
}

func FuzzFollower(f *testing.F) {
	f.Add([]byte("\x00\x0e\x05\x00\x04\x0e\x0e"))
	f.Add([]byte("\x00\x0e\x0a\x00\x0e\x07\x00\x0e"))
	f.Fuzz(func(t *testing.T, actions []byte) {
		if len(actions) > 200 {
			return
		}
		if err := play(t, filepath.Join(scratch(t), "f"), actions); err != nil {
			t.Fatal(err)
		}
	})
}

// play plays one sequence in a folder of its own.
func play(t *testing.T, dir string, actions []byte) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	m := newModel(t, dir)
	past := len(actions) > 0 && actions[0] >= 128 // every other begins with a past
	if past {
		m.begin(actions[0])
		actions = actions[1:]
	}
	m.play(actions)
	var err error
	if past {
		err = m.lookBack()
	}
	if err == nil {
		err = m.check()
	}
	if err != nil {
		return fmt.Errorf("%w\nactions: %s\ndelivered: %q", err, strings.Join(m.did, ", "), m.text.String())
	}
	return os.RemoveAll(dir)
}

// scratch is a folder in memory, where there is one: a sequence makes dozens
// of files.
func scratch(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "rtwatch")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
