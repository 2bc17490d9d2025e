package tail

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// watcher wakes followers when the file system says that something happened
// near their files. One serves a whole Source.
//
// It may wake in vain and it may keep silent: a follower finds out by itself
// what has changed, and the ticker looks where no event came from.
type watcher interface {
	// watch has w woken when something happens at places, and at none of
	// those named before. An error says that it cannot, and w has to poll.
	// Safe for concurrent use.
	watch(w *waker, places []place) error
	// close ends the watcher and waits for its goroutine.
	close()
}

// place is something to be watched: names in a folder that begin with prefix,
// or an open file, whatever its name is by now.
type place struct {
	path   string
	prefix string
	name   string   // whose arrivals are counted; empty: none
	file   *os.File // nil: path is a folder
}

// waker is how one follower is woken.
type waker struct {
	c      chan struct{} // capacity 1
	stale  atomic.Bool   // its places must be named again: a folder has moved
	polled atomic.Bool   // it looks by itself; nobody has to wake it

	arrivals atomic.Int64 // files that came to the path, where the system tells
	unsure   atomic.Bool  // some may not have been counted

	heard atomic.Pointer[time.Time] // when the first event came that since has not returned; nil: none
}

func newWaker() *waker { return &waker{c: make(chan struct{}, 1)} }

// wake wakes the follower. It never blocks.
func (w *waker) wake() {
	select {
	case w.c <- struct{}{}:
	default:
	}
}

// hear notes an event that came at a time or later, and wakes the follower.
func (w *waker) hear(at time.Time) {
	if w.heard.Load() == nil {
		first := at // only this one is kept
		w.heard.CompareAndSwap(nil, &first)
	}
	w.wake()
}

// since returns when the first event came since it was last asked, at the
// earliest; the zero time if none did or the system does not tell.
func (w *waker) since() time.Time {
	if at := w.heard.Swap(nil); at != nil {
		return *at
	}
	return time.Time{}
}

// errNoWatches says that the system's bound of watches is reached.
var errNoWatches = errors.New("no more file system watches (on Linux see fs.inotify.max_user_watches)")

// route is where to watch for what becomes of a path: the folder that holds
// it, the folders of all symbolic links on the way, and, where something is
// missing, the last folder that exists. It resolves the path as the kernel
// does (path_resolution(7)).
func route(path string) []place {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	root := filepath.VolumeName(abs) + string(filepath.Separator)
	parts := split(abs[len(root):])
	dir := root
	var places []place
	linked := false // the last name is a link: what it leads to has another one
	for hops := 0; len(parts) > 0; {
		name := parts[0]
		parts = parts[1:]
		at := filepath.Join(dir, name)
		info, err := os.Lstat(at)
		switch {
		case err != nil:
			p := place{path: dir, prefix: name}
			if len(parts) == 0 && !linked {
				p.name = name
			}
			return append(places, p)
		case info.Mode()&os.ModeSymlink != 0 && hops < maxHops:
			hops++
			linked = linked || len(parts) == 0
			places = append(places, place{path: dir, prefix: name})
			to, err := os.Readlink(at)
			if err != nil {
				return places
			}
			if filepath.IsAbs(to) {
				dir, to = root, to[len(filepath.VolumeName(to))+1:]
			}
			parts = append(split(to), parts...)
		case len(parts) == 0:
			p := place{path: dir, prefix: stem(name)}
			if !linked {
				p.name = name
			}
			return append(places, p)
		default:
			dir = at
		}
	}
	return places
}

// split cuts a path into its names.
func split(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == filepath.Separator })
}

// stem is what the names of a file and of its rotated siblings begin with.
func stem(name string) string {
	if s := strings.TrimSuffix(name, filepath.Ext(name)); s != "" {
		return s
	}
	return name
}
