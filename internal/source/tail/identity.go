package tail

import (
	"errors"
	"io/fs"
	"sync"
	"time"
)

// identity is what the file system calls a file, whatever its names. It is
// given away again once a file is deleted and closed by all; while a
// descriptor is open it cannot change hands.
type identity struct{ dev, ino uint64 }

// errCrowded says that one follower may not open more files for now.
var errCrowded = errors.New("too many old files at once")

// stat is what a follower wants to know of a file.
type stat struct {
	id      identity
	size    int64
	mode    fs.FileMode
	changed time.Time // the last write
}

// registry says which file is read by which follower, so that a file that is
// reached by two names (a glob that matches app.log and app.log.1, a link and
// its target) is read once, and remembers how far closed files were read. Safe
// for concurrent use.
type registry struct {
	mu     sync.Mutex
	files  map[identity]claim
	closed []identity // without an owner, oldest first; may name some that have one again
}

type claim struct {
	owner *follower // nil: nobody's, read up to mark
	mark  mark
}

// claim makes f the owner of a file, unless another follower is. The mark says
// how far the file was read before, if it is still the same file: the zero
// mark for one not known.
func (r *registry) claim(id identity, f *follower) (mark, *follower) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.files[id]
	if c.owner != nil && c.owner != f {
		return mark{}, c.owner
	}
	r.set(id, claim{owner: f})
	return c.mark, f
}

// release gives a file back, read up to m.
func (r *registry) release(id identity, m mark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set(id, claim{mark: m})
	r.closed = append(r.closed, id)
	for len(r.closed) > maxRemembered {
		if r.files[r.closed[0]].owner == nil {
			delete(r.files, r.closed[0])
		}
		r.closed = r.closed[1:]
	}
}

func (r *registry) set(id identity, c claim) {
	if r.files == nil {
		r.files = map[identity]claim{}
	}
	r.files[id] = c
}

// find returns the owner of a file, or how far it was read.
func (r *registry) find(id identity) (c claim, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok = r.files[id]
	return c, ok
}
