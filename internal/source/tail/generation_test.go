package tail

import (
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A file that is polled and does not grow takes no slab for it: thousands of
// them took 256 KiB each, for ever.
func TestIdleFileTakesNoSlab(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.log")
	put(t, path, "one\n")
	f, s, err := openRegular(path)
	must(t, err)
	now := time.Now()
	g := newGeneration(f, path, s, now, mark{}, now)
	g.head = headOf(f)
	defer g.close()
	for _, settle := range []bool{false, true} {
		for !g.atEnd {
			_, err := g.read(now)
			must(t, err)
		}
		if settle {
			if _, ok := g.split.Take(); !ok {
				t.Error("nothing was read")
			}
			g.split.Release()
			g.settled = true
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 100 {
			g.atEnd = false
			n, err := g.read(now)
			must(t, err)
			if n != 0 || !g.atEnd {
				t.Fatalf("%d bytes, at the end: %v", n, g.atEnd)
			}
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 128<<10 {
			t.Errorf("settled %v: 100 looks took %d bytes", settle, took)
		}
	}
	put(t, path, "two\n")
	if n, err := g.read(now); n != 4 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
