package tail

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// notifier is the watcher of systems other than Linux (kqueue, Windows). It
// watches folders; what a writer adds to a file that has left its folder is
// found by polling.
type notifier struct {
	fs          *fsnotify.Watcher
	add, remove func(folder string) error // fs's
	done        chan struct{}

	// changing is held while folders are added and removed, mu never: Windows'
	// Add waits for a goroutine that may wait for read to take its events.
	changing sync.Mutex
	mu       sync.Mutex
	folders  map[string][]watch // never empty ones
}

// watch is one follower's interest in a watched folder or file.
type watch struct {
	w      *waker
	prefix string
	name   string
}

func newNotifier() (watcher, error) {
	fs, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("no more file system watchers: %w", err)
	}
	n := &notifier{fs: fs, add: fs.Add, remove: fs.Remove, done: make(chan struct{}), folders: map[string][]watch{}}
	go n.read()
	return n, nil
}

func (n *notifier) close() {
	_ = n.fs.Close() // it only closes what it opened
	<-n.done
}

func (n *notifier) watch(w *waker, places []place) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	added, removed := n.replace(w, places)
	for _, folder := range removed {
		n.remove(folder) //nolint:errcheck // gone already, with the folder
	}
	for _, folder := range added {
		if err := n.add(folder); err != nil {
			_, removed := n.replace(w, nil)
			for _, folder := range removed {
				n.remove(folder) //nolint:errcheck // perhaps not added yet
			}
			return fmt.Errorf("no file system events: %w", err)
		}
	}
	return nil
}

// replace makes places all that w is interested in, and returns the folders
// that nobody was interested in before, and those that nobody is any more.
func (n *notifier) replace(w *waker, places []place) (added, removed []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	folders := map[string][]watch{}
	for folder, all := range n.folders {
		for _, i := range all {
			if i.w != w {
				folders[folder] = append(folders[folder], i)
			}
		}
	}
	for _, p := range places {
		if p.file != nil {
			continue
		}
		if n.folders[p.path] == nil && folders[p.path] == nil {
			added = append(added, p.path)
		}
		folders[p.path] = append(folders[p.path], watch{w, p.prefix, p.name})
	}
	for folder := range n.folders {
		if folders[folder] == nil {
			removed = append(removed, folder)
		}
	}
	n.folders = folders
	return added, removed
}

// read dispatches events until the watcher is closed. It takes them at once
// after a pause, and else at most once in gatherFor, so that equal ones merge.
func (n *notifier) read() {
	defer close(n.done)
	for {
		select {
		case e, ok := <-n.fs.Events:
			if !ok {
				return
			}
			n.dispatch(e)
		case _, ok := <-n.fs.Errors: // events were lost
			if !ok {
				return
			}
			n.all()
		}
		for more := true; more; {
			select {
			case e, ok := <-n.fs.Events:
				if !ok {
					return
				}
				n.dispatch(e)
			default:
				more = false
			}
		}
		time.Sleep(gatherFor)
	}
}

func (n *notifier) dispatch(e fsnotify.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	dir, name := filepath.Split(e.Name)
	for _, i := range n.folders[filepath.Clean(dir)] {
		if strings.HasPrefix(name, i.prefix) {
			i.w.wake()
		}
	}
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		for _, i := range n.folders[e.Name] { // the folder itself
			i.w.stale.Store(true)
			i.w.wake()
		}
	}
}

func (n *notifier) all() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, all := range n.folders {
		for _, i := range all {
			i.w.stale.Store(true)
			i.w.wake()
		}
	}
}
