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
	fs   *fsnotify.Watcher
	done chan struct{}

	mu      sync.Mutex
	folders map[string][]watch
}

// watch is one follower's interest in a watched folder or file.
type watch struct {
	w      *waker
	prefix string
}

func newNotifier() (watcher, error) {
	fs, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("no more file system watchers: %w", err)
	}
	n := &notifier{fs: fs, done: make(chan struct{}), folders: map[string][]watch{}}
	go n.read()
	return n, nil
}

func (n *notifier) close() {
	_ = n.fs.Close() // it only closes what it opened
	<-n.done
}

func (n *notifier) watch(w *waker, places []place) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := map[string]bool{}
	for folder, all := range n.folders {
		var rest []watch
		for _, i := range all {
			if i.w == w {
				before[folder] = true
				continue
			}
			rest = append(rest, i)
		}
		n.folders[folder] = rest
	}
	for _, p := range places {
		if p.file != nil {
			continue
		}
		if len(n.folders[p.path]) == 0 && !before[p.path] {
			if err := n.fs.Add(p.path); err != nil {
				return fmt.Errorf("no file system events: %w", err)
			}
		}
		n.folders[p.path] = append(n.folders[p.path], watch{w, p.prefix})
	}
	for folder := range before {
		if len(n.folders[folder]) == 0 {
			delete(n.folders, folder)
			n.fs.Remove(folder) //nolint:errcheck // gone already, with the folder
		}
	}
	return nil
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
