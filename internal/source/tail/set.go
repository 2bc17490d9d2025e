package tail

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// set is an argument that stands for any number of files.
type set struct {
	arg string
	in  folder
}

// watchSets has the folders of patterns watched for new files. Where that
// cannot be, the ticker finds them.
func (r *run) watchSets() {
	if r.watch == nil {
		return
	}
	var places []place
	for _, s := range r.sets {
		if !strings.ContainsAny(s.in.path, "*?[") {
			places = append(places, place{path: s.in.path})
		}
	}
	if len(places) > 0 && r.watch.watch(r.waker, places) != nil {
		r.watch.watch(r.waker, nil) //nolint:errcheck // asks for nothing
	}
}

// folderOf is where the files of an argument are: itself, if it is a folder.
func folderOf(arg string) string {
	if s, err := lookAt(arg); err == nil && s.mode.IsDir() {
		return arg
	}
	return filepath.Dir(arg)
}

// discover follows files that have come to patterns and folders.
func (r *run) discover(ctx context.Context, sets []set) {
	if r.options.NoFollow {
		return
	}
	for _, s := range sets {
		paths, _, err := files(s.arg, r.options.Rotated)
		if err != nil {
			continue
		}
		for _, path := range paths {
			if r.active[path] != nil || r.rotatedHere(path) {
				continue
			}
			s, err := lookAt(path)
			if err != nil || suitable(path, s) != nil || r.read(path, s) {
				continue
			}
			r.say(path, source.Notice{Text: "a new file", State: source.StateLive})
			r.follow(ctx, path, true, false)
		}
	}
}

// stirred returns the sets that may have new files; now and then it is all of
// them, for closed files that were written to once more.
func (r *run) stirred(now time.Time) (sets []set) {
	r.ticks++
	all := r.ticks >= max(ticksToAll, len(r.active)/tickLists)
	if all {
		r.ticks = 0
	}
	for i := range r.sets {
		if s := &r.sets[i]; s.in.stirred(now) || all {
			sets = append(sets, *s)
		}
	}
	return sets
}

// read reports whether a file is being read under another name, or was read to
// its end.
func (r *run) read(path string, s stat) bool {
	c, ok := r.files.find(s.id)
	if !ok || c.owner != nil {
		return ok
	}
	if s.size != c.mark.offset {
		return false
	}
	file, _, err := openRegular(path)
	if err != nil {
		return true
	}
	defer file.Close()
	return c.mark.in(file)
}

// rotatedHere reports whether a path is a sibling of one that is followed: a
// new one is for that follower to judge.
func (r *run) rotatedHere(path string) bool {
	for other := range r.active {
		if named(path, other, isRotation) {
			return true
		}
	}
	return false
}

// named reports whether path is beside another path, with a name of a kind.
func named(path, other string, kind func(name, base string) bool) bool {
	dir, name := filepath.Split(path)
	base, ok := strings.CutPrefix(other, dir)
	return ok && kind(name, base)
}
