// Package tail follows files and loses nothing.
//
//	events ─▶ watcher ─┐             ┌─▶ generation: descriptor, place, half line
//	1 s    ─▶ ticker ──┼▶ follow ─▶ follower ─▶ generation …
//	poll   ─▶ timer ───┘    │
//	                        └─▶ out
//
// A follower is one path. Every file that comes to be there is a generation
// with a descriptor of its own, kept until it was quiet for the rotate wait,
// so that nothing is lost when a log is rotated, whoever still writes to the
// old file. Identity is device and inode while the descriptor is open, which
// no other file can have; that what was read is still there is told by the
// last 256 bytes before the place (mark), read again in the same preadv that
// reads on. Generations that came and went between two looks are found among
// the siblings (app.log.1) by their birth, what was cut off by copytruncate in
// the copy, by its mark.
//
// Order: each generation's lines keep theirs. What is in the old file when it
// is looked at comes before anything of the new one; what a late writer adds
// to it afterwards is sent when it comes, between lines of the new file, never
// inside one. A half line at the end of an old file is shown where it stands
// once the file was quiet for source.HalfLineAfter.
//
// What cannot be known: bytes that were written and cut off between two looks
// while no copy was kept. That is said in a notice, with Lost unknown, except
// where it left no trace: nothing of the file was read yet, it had not been
// seen longer, and no sibling came; or all of it was read, it had been quiet for
// calmAfter, and the cut was found within calmWindow of the first event since,
// which inotify alone tells: what was written and cut off in these milliseconds
// goes unsaid. Files that came to the path and are gone
// are counted where inotify tells of them (count), but not behind a link; one
// renamed away and back between two looks counts as such. Two files of the
// same lines are two generations, unless one is younger than what is at the
// path: that one is a copy. A file
// of one line over and over that is cut and grows past the place between two
// looks looks like one that was not cut.
//
// # History
//
// With Options.Past what a file holds at the first look is not read but offered
// (source.Past), up to the beginning of a half line, which is sent when it is
// complete. What is offered and the blocks that are sent can be read again
// through a content: the descriptor of their generation, and once that was cut
// by copytruncate, that of the copy. A reader may come between the cut and the
// look that finds it, and then meets the file's new end (io.EOF) or lines that
// are not its own; from the look on it gets what it asked for, or
// source.ErrRewritten if there is no copy.
//
// With Options.Rotated the rotated files (rotatedOf) come before: each a relic,
// which is opened when it is asked for, wherever it was renamed to by then, and
// decompressed into a temporary file without a name. Without Options.Past a
// teller sends their lines; the follower's own wait for it.
//
// # Decided
//
// github.com/nxadm/tail, the usual package for this, is the measured peer: it
// closes a renamed file before it is read to its end and loses lines on each
// kind of rotation (TestBesidePeer), which no wrapper can mend. What is used
// of it is OpenFile, which on Windows lets others rename an open log; its
// errors are those of os.Open, except on Windows, where they are bare errno
// values.
//
// Codecs: gzip by klauspost/compress, since it is faster than Go's (BenchmarkUnpack:
// 250 to 186 MB/s); zstd by the same (2.4 GB/s), xz by ulikunitz/xz (39 MB/s),
// bzip2 by Go's library. All decode in the goroutine that reads: there is none
// to be stopped.
//
// On Linux the events are inotify's own, elsewhere fsnotify's. Both are fast
// enough (BenchmarkLoad, 10 000 lines/s, each a write: 1.1 and 1.3 µs of CPU a
// line; idle 15 µs). A line that comes after a pause is read at once; where
// they come without one, they gather for up to a frame of the screen (p50 8, p99
// 16 ms), which saves a third of what rtwatch costs in all. But fsnotify watches folders, and
// so pays for every write to any file in them (BenchmarkNeighbour: 0.4 µs, own
// inotify 0.02), and hears nothing of a late writer once its file has left the
// folder. Own inotify watches the open files by descriptor.
//
// # Measured
//
// On 2 cores, Linux 6.18, ext4: 1 GB is caught up on at 4.7 GB/s by a receiver
// that recycles blocks, at 1.9 GB/s by one that leaves them to the collector.
// 200 idle files cost 0.07 % of a core. What nxadm/tail loses beside this
// package, which loses nothing, is in docs/decisions.md; TestBesidePeer prints it.
package tail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Options says which files are followed and from where.
//
// With Rotated a Start is a place in all that belongs to a file, from its oldest
// rotated one on: FromLine counts in the oldest, LastLines back from the end as
// far as it takes. The zero Start is the end, without Past, and leaves all of
// them out. A Past does not count through files that nobody has
// opened: where the file itself has too few lines, all older ones are in it.
type Options struct {
	Paths      []string      // files, glob patterns, directories
	Start      Start         // where to begin in files that exist at the start; others begin at their beginning
	Past       bool          // offer what files hold at the start as source.Past, to be looked back at, instead of sending it
	Rotated    bool          // what rotation left beside the files (a number, a date or .old in its name) comes before them, compressed or not
	NoFollow   bool          // end at the end of what there is
	RotateWait time.Duration // how long a renamed or deleted file is quiet before it is closed; 0: 5 s; 60 s at most
	Poll       bool          // do without file system events
}

// Source is a set of files.
type Source struct {
	options Options
	// watcher makes the watcher of a run; nil where there are no events.
	watcher func() (watcher, error)
}

var _ source.Source = (*Source)(nil)

// New returns a source of the files that o names. It checks the options and
// opens nothing.
func New(o Options) (*Source, error) {
	if len(o.Paths) == 0 {
		return nil, errors.New("no file to follow: name at least one")
	}
	for _, path := range o.Paths {
		if path == "" {
			return nil, errors.New(`the name "" is no file: name one`)
		}
	}
	if o.RotateWait < 0 || o.RotateWait > rotateWaitMax {
		return nil, fmt.Errorf("rotate wait %v is out of range: use 0 to %v", o.RotateWait, rotateWaitMax)
	}
	if err := o.Start.check(); err != nil {
		return nil, err
	}
	if o.RotateWait == 0 {
		o.RotateWait = rotateWaitDefault
	}
	o.Paths = slices.Clone(o.Paths)
	s := &Source{options: o}
	if !o.Poll && !o.NoFollow {
		s.watcher = newWatcher
	}
	return s, nil
}

// Name is the first path, and how many more there are.
func (s *Source) Name() string {
	if n := len(s.options.Paths); n > 1 {
		return fmt.Sprintf("%s +%d", s.options.Paths[0], n-1)
	}
	return s.options.Paths[0]
}

// Run follows the files until ctx is done, or, with NoFollow, to their ends.
// One goroutine for each file reads and sends. The error is permanent if not
// one of the paths can be followed. With NoFollow it names each that could not
// be read, once the others are.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	r := &run{options: s.options, out: out, files: &registry{}, active: map[string]*active{}}
	return r.run(ctx, s.watcher)
}

// isPattern reports whether a path has wildcards and is no file by that name.
func isPattern(path string) bool {
	if !strings.ContainsAny(path, "*?[") {
		return false
	}
	_, err := lookAt(path)
	return errors.Is(err, fs.ErrNotExist)
}
