package tail

import (
	"bytes"
	"errors"
	"os"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// generation is one of the files that are or were at a followed path, with its
// own descriptor, its own place and its own half line. A file that is
// truncated becomes two: what remained of it unread (rest), and itself again
// from byte 0.
type generation struct {
	file  *os.File // nil: a rest without a copy to read on from
	held  *content // of file, as blocks name it; it closes it
	id    identity
	name  string // where it was found
	birth time.Time

	split source.Splitter
	mark  mark // how far it was read; mark.offset is where split's next byte is from
	head  mark // behind its first bytes, while nothing is read; empty: it was, or the folder was not looked through since

	grew    time.Time // when it was last read from with success, or opened
	left    time.Time // when it stopped being the file at the path; zero: it is there
	rest    bool
	calm    bool      // of a rest: nothing was written right before the truncation
	lines   int64     // of a rest: lines that were read from the copy
	size    int64     // of the file when it was last looked at
	changed time.Time // when it was last written to, then
	ready   bool      // a line's end was read that was not taken yet
	cut     bool      // a line of it was ended before its end had come
	sick    bool      // the last read failed
	atEnd   bool      // nothing more to read before the next look
	fed     bool      // something was read of it
	settled bool      // its slab was given back
	arrival func()    // says how it came, when it is first read
}

// newGeneration begins to read an open file at m, which must be in it.
func newGeneration(file *os.File, name string, s stat, birth time.Time, m mark, now time.Time) *generation {
	g := &generation{id: s.id, name: name, birth: birth, mark: m, size: s.size, changed: s.changed, grew: now}
	g.open(file)
	g.split.Restart(m.offset)
	return g
}

// open has the generation read from file, which it closes.
func (g *generation) open(file *os.File) {
	g.file, g.held = file, newContent(g.name, &descriptor{File: file})
}

// restart gives what was read so far to rest, and goes on with a content of its
// own. copied is what holds it from now on; nil: nothing.
func (g *generation) restart(rest, copied *generation) {
	old := g.held
	g.held = newContent(g.name, old.from.Load())
	if copied == nil {
		old.file.Rewritten()
		_ = old.file.Close()
		return
	}
	rest.id, rest.name, rest.file, rest.held = copied.id, copied.name, copied.file, old
	old.move(copied.held.from.Load())
	_ = copied.held.file.Close() // rest has it open
}

// from says where the data of a block of g can be read again.
func (g *generation) from(b source.Block) source.Block {
	if g.held != nil {
		b.File = g.held.file
	}
	return b
}

// read reads on once. It returns 0 at the end of the file, and errRewritten if
// what was read before is gone.
func (g *generation) read(now time.Time) (int, error) {
	if g.file == nil {
		g.atEnd = true
		return 0, nil
	}
	if g.settled && g.unchanged() {
		g.atEnd = true
		return 0, nil
	}
	space := g.split.Space()
	n, err := g.mark.readOn(g.file, space)
	g.sick = err != nil
	if err != nil {
		g.atEnd = true
		return 0, err
	}
	if g.mark.offset == 0 && !g.rest {
		switch {
		case !bytes.HasPrefix(space[:n], g.head.bytes()) || n < len(space) && g.shrunk():
			g.atEnd = true
			return 0, errRewritten
		case n > 0 && g.head.count == 0:
			return 0, nil // it came just now: what was there before may be in a copy
		}
	}
	g.split.Wrote(n)
	g.mark.add(space[:n])
	switch {
	case n == 0:
		g.atEnd = true
		if g.settled = g.settled || !g.fed; g.settled {
			g.split.Release()
		}
	case n < len(space):
		// Asking the size once costs less than reading again in vain, and
		// reading again and again would break what gathers into single lines.
		s, err := lookIn(g.file)
		g.atEnd = err == nil && g.mark.offset >= s.size
	}
	if n > 0 {
		g.grew, g.fed, g.settled = now, true, false
		g.ready = g.ready || bytes.IndexByte(space[:n], '\n') >= 0 || g.split.Held() > source.MaxHeld
	}
	return n, nil
}

// unchanged reports whether there is nothing more to read, by the file's size:
// to find that out by reading takes a slab.
func (g *generation) unchanged() bool {
	s, err := lookIn(g.file)
	return err == nil && s.size == g.mark.offset && s.size >= g.size
}

// rewritten reports whether what was read of the file is gone.
func (g *generation) rewritten() bool {
	if g.file == nil || g.rest {
		return false
	}
	known := &g.mark
	if g.mark.offset == 0 {
		known = &g.head
	}
	return errors.Is(known.check(g.file), errRewritten) || g.mark.offset == 0 && g.shrunk()
}

// shrunk reports whether the file is shorter than when it was last looked at.
func (g *generation) shrunk() bool {
	s, err := lookIn(g.file)
	return err == nil && s.size < g.size
}

// close gives up the file. It stays open while others hold what was in it.
func (g *generation) close() {
	if g.held != nil {
		_ = g.held.file.Close() // only read from
		g.file, g.held = nil, nil
	}
}

// quiet is how long nothing came, as of now.
func (g *generation) quiet(now time.Time) time.Duration { return now.Sub(g.grew) }

// retireAt is when an old generation is closed if nothing more comes.
func (g *generation) retireAt(wait time.Duration) time.Time {
	from := g.grew
	if g.left.After(from) {
		from = g.left
	}
	at, last := from.Add(wait), g.left.Add(rotateWaitMax)
	if at.After(last) {
		return last
	}
	return at
}
