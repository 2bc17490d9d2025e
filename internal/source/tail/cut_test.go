package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// timedLines are lines with a time, from one number up to another.
func timedLines(from, to int) string {
	var b strings.Builder
	for n := from; n < to; n++ {
		fmt.Fprintf(&b, "2026-11-22T10:00:00Z line %04d\n", n)
	}
	return b.String()
}

// TestCutInTheFirstLook copies, truncates and writes more than there was, each
// time the first look asks for the time or a birth: all comes once, or, without the rotated
// files, all since.
func TestCutInTheFirstLook(t *testing.T) {
	for _, rotated := range []bool{false, true} {
		for _, there := range []int{0, 30} {
			for at := 1; at <= 8; at++ {
				t.Run(fmt.Sprintf("rotated %v, %d lines, time %d", rotated, there, at), func(t *testing.T) {
					path := filepath.Join(t.TempDir(), "app.log")
					put(t, path+".bak", "other\n") // its birth is asked for between the listing and the reading
					put(t, path, timedLines(0, there))
					d := &driven{follower: newFollower(path, path, &registry{}), now: time.Now()}
					t.Cleanup(d.close)
					s, err := lookAt(path)
					must(t, err)
					d.unsettled, d.past, d.rotated, d.first = true, true, rotated, s.id
					asked := 0
					cut := func() {
						put(t, path, timedLines(there, 31))
						copyTruncate(t, path)
						put(t, path, timedLines(31, 80))
					}
					ask := func() {
						if asked++; asked == at {
							cut()
						}
					}
					d.clock = func() time.Time { ask(); return fileClock() }
					d.born = func(name string, f *os.File, s stat) time.Time { ask(); return born(name, f, s) }
					d.look(d.now)
					if asked < at {
						asked = at
						cut()
					}
					b, ok := d.next(d.now)
					d.step(time.Second)
					must(t, os.Rename(path, path+".2")) // what was left out stays left out
					put(t, path, timedLines(80, 90))
					for range 3 {
						d.step(time.Second)
					}
					all := d.text
					if ok && b.Past != nil {
						all = lookBack(t, b.Past) + all
					} else {
						all = string(b.Lines.Data) + all
					}
					if want := timedLines(0, 90); all != want && (rotated || all != timedLines(31, 90)) {
						t.Errorf("got %d bytes, want %d; told %q\n%s", len(all), len(want), d.notices, all)
					}
					if d.lost {
						t.Errorf("told %q", d.notices)
					}
				})
			}
		}
	}
}

// TestCutBeforeTheFirstRead truncates a file of which nothing was read, and
// writes more than there was.
func TestCutBeforeTheFirstRead(t *testing.T) {
	for _, c := range []struct {
		name         string
		seen, copied bool
	}{{"seen, copied", true, true}, {"seen, not copied", true, false}, {"not seen, copied", false, true}} {
		for _, reads := range []bool{true, false} { // what comes next: a read, or a look
			t.Run(fmt.Sprintf("%s, reads %v", c.name, reads), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "app.log")
				put(t, path, "")
				d := drive(t, path)
				if c.seen {
					put(t, path, timedLines(0, 20))
				}
				d.look(d.now)
				if !c.seen {
					put(t, path, timedLines(0, 20))
				}
				want := timedLines(20, 80)
				if c.copied {
					copyTruncate(t, path)
					want = timedLines(0, 80)
				} else {
					must(t, os.Truncate(path, 0))
				}
				put(t, path, timedLines(20, 80))
				if !reads {
					d.look(d.now)
				}
				d.drain()
				for range 3 {
					d.step(time.Second)
				}
				if d.text != want || d.lost == c.copied {
					t.Errorf("got %d bytes, want %d; told %q", len(d.text), len(want), d.notices)
				}
			})
		}
	}
}
