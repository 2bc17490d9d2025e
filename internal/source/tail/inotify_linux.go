package tail

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	folderEvents = unix.IN_CREATE | unix.IN_MOVED_TO | unix.IN_MOVED_FROM | unix.IN_DELETE | unix.IN_ATTRIB |
		unix.IN_DELETE_SELF | unix.IN_MOVE_SELF | unix.IN_ONLYDIR
	fileEvents = unix.IN_MODIFY | unix.IN_ATTRIB | unix.IN_MOVE_SELF | unix.IN_DELETE_SELF
	// staleEvents say that a watch no longer stands for the path it was set by.
	staleEvents = unix.IN_IGNORED | unix.IN_UNMOUNT | unix.IN_DELETE_SELF | unix.IN_MOVE_SELF
)

// inotify is the watcher of Linux (inotify(7)). It watches open files by
// descriptor, so it hears of a late writer under any name, and it hears of
// writes to no other file of the folder. It reads events at most once in
// gatherFor: the kernel merges the equal ones that wait.
type inotify struct {
	file *os.File
	fd   int
	done chan struct{}

	mu      sync.Mutex
	watches map[int32]map[*waker][]watch // thousands may watch one folder
	wakers  map[*waker][]int32
}

func newWatcher() (watcher, error) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("no more file system watchers (fs.inotify.max_user_instances): %w", err)
	}
	n := &inotify{
		file: os.NewFile(uintptr(fd), "inotify"), fd: fd, done: make(chan struct{}),
		watches: map[int32]map[*waker][]watch{}, wakers: map[*waker][]int32{},
	}
	go n.read()
	return n, nil
}

func (n *inotify) close() {
	n.file.Close()
	<-n.done
}

func (n *inotify) watch(w *waker, places []place) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := n.wakers[w]
	for _, wd := range before {
		delete(n.watches[wd], w)
	}
	delete(n.wakers, w)
	var failed error
	for _, p := range places {
		path, mask := p.path, uint32(folderEvents)
		if p.file != nil {
			path, mask = fmt.Sprintf("/proc/self/fd/%d", p.file.Fd()), fileEvents
		}
		wd, err := unix.InotifyAddWatch(n.fd, path, mask|unix.IN_MASK_ADD)
		if p.file != nil && errors.Is(err, unix.ENOENT) { // no /proc here
			wd, err = unix.InotifyAddWatch(n.fd, p.path, mask|unix.IN_MASK_ADD)
		}
		switch {
		case errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.ENOMEM):
			failed = errNoWatches
		case errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ENOTDIR):
			w.stale.Store(true) // it has gone since; name the places again at the next look
		case err != nil:
			failed = fmt.Errorf("no file system events: %w", err)
		default:
			if n.watches[int32(wd)] == nil {
				n.watches[int32(wd)] = map[*waker][]watch{}
			}
			n.watches[int32(wd)][w] = append(n.watches[int32(wd)][w], watch{w, p.prefix, p.name})
			n.wakers[w] = append(n.wakers[w], int32(wd))
		}
	}
	for _, wd := range before {
		if len(n.watches[wd]) == 0 {
			n.remove(wd)
		}
	}
	return failed
}

// remove takes a watch back. It may be gone already, with its file.
func (n *inotify) remove(wd int32) {
	if _, ok := n.watches[wd]; ok {
		delete(n.watches, wd)
		unix.InotifyRmWatch(n.fd, uint32(wd)) //nolint:errcheck // EINVAL if the kernel was faster
	}
}

// read dispatches events until the descriptor is closed.
func (n *inotify) read() {
	defer close(n.done)
	buf := make([]byte, eventBuffer)
	emptied := time.Now() // when no event waited, or none that was not read then
	for steady := 0; ; {
		asked := time.Now()
		size, err := n.file.Read(buf)
		if err != nil {
			return
		}
		came := emptied
		if emptied = time.Now(); emptied.Sub(asked) > blockedRead {
			came = emptied // it waited for them
		}
		// Files that are written to all the time wake nobody more often than the
		// screen is drawn.
		if steady++; time.Since(asked) > gatherFor || size > fewEvents {
			steady = 0
		}
		n.mu.Lock()
		for events := buf[:size]; len(events) >= unix.SizeofInotifyEvent; {
			wd := int32(binary.NativeEndian.Uint32(events))
			mask := binary.NativeEndian.Uint32(events[4:])
			end := unix.SizeofInotifyEvent + int(binary.NativeEndian.Uint32(events[12:]))
			name := strings.TrimRight(string(events[unix.SizeofInotifyEvent:end]), "\x00")
			events = events[end:]
			n.dispatch(wd, mask, name, came)
		}
		n.mu.Unlock()
		if steady > steadyAfter {
			time.Sleep(steadyFor)
		} else {
			time.Sleep(gatherFor)
		}
	}
}

// dispatch wakes those whom an event concerns, which came at a time or later:
// all, if events were lost.
func (n *inotify) dispatch(wd int32, mask uint32, name string, came time.Time) {
	if mask&unix.IN_Q_OVERFLOW != 0 {
		for w := range n.wakers {
			w.unsure.Store(true)
			w.stale.Store(true)
			w.wake()
		}
		return
	}
	for _, all := range n.watches[wd] {
		for _, i := range all {
			i.happened(mask, name, came)
		}
	}
	if mask&unix.IN_IGNORED != 0 {
		delete(n.watches, wd)
	}
}

// happened wakes the follower if an event concerns it.
func (i watch) happened(mask uint32, name string, came time.Time) {
	if mask&staleEvents != 0 {
		i.w.stale.Store(true)
		if i.name != "" { // it was the path's folder
			i.w.unsure.Store(true)
		}
	}
	if mask&(unix.IN_CREATE|unix.IN_MOVED_TO) != 0 && name != "" && name == i.name {
		i.w.arrivals.Add(1)
	}
	if name == "" || strings.HasPrefix(name, i.prefix) {
		i.w.hear(came)
	}
}
