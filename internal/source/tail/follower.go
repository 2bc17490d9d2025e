package tail

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// follower follows one path through all the files that come to be there. It is
// the synchronous core: look finds out what is there now, next reads. Neither
// blocks, waits or sends, and the clock is an argument, so that a test can
// drive it through any sequence of events. Not safe for concurrent use.
//
//	gens  [ app.log, renamed ]  [ app.log.1, skipped ]  [ app.log ] = current
//	      oldest, read first                            read last
//
// What is in an older generation when it is looked at is read before anything
// of a younger one. What a writer that has not noticed the rotation adds later
// is read when it comes; the lines of the younger ones do not wait for it.
type follower struct {
	label string // what its lines are labelled with
	path  string
	start Start    // where to begin in the file named by first
	first identity // what was at path when the source started; zero: nothing

	unsettled bool     // the source has just started: what there is is history
	past      bool     // history is not read but offered
	more      int      // labels whose pasts come behind its own
	rotated   bool     // older files beside the path belong to it
	history   *history // to be sent before anything else; nil: none, or it was

	found  bool // by a pattern, not by its name: it ends with its file
	once   bool // end at the end of what there is
	wait   time.Duration
	files  *registry
	report report
	news   bool // what was reported comes before what is read next

	gens      []*generation // oldest first
	current   *generation   // what is at the path; nil: nothing readable
	open      *generation   // whose last sent line is not at its end
	openSince time.Time     // since when other lines wait for that

	clock func() time.Time // the file system's
	born  birth
	list  lister // for the first look

	arrivals  func() int64 // files that came to the path, by the watcher; nil: not known
	opened    int64        // of which were opened
	missing   int64        // of which were not, since missingAt
	missingAt time.Time

	heard time.Time // when the first event since the look before came at the earliest; zero: none, or that is not known

	ignored map[identity]bool // siblings that were there before the first look
	folder  folder            // the path's
	looked  time.Time         // the last look
	seen    time.Time         // when the path last held current, or nothing, by the file system's clock
	begun   bool              // the first look is done
	waiting bool              // for the path to appear
	fault   string            // why what is at the path cannot be read
	retry   time.Duration     // grows while there are too many open files
	retryAt time.Time
	passed  int  // old files that were opened before what is at the path could be
	moved   bool // the files or folders to be watched have changed
}

// newFollower returns a follower that begins at the beginning of what is at the
// path, unless first and start are set.
func newFollower(label, path string, files *registry) *follower {
	return &follower{label: label, path: path, files: files, wait: rotateWaitDefault, clock: fileClock, born: born, folder: folder{path: filepath.Dir(path)}, list: os.ReadDir}
}

// look finds out what is at the path now, and opens what is new.
func (f *follower) look(now time.Time) {
	f.looked = now
	if !f.begun {
		f.ignore()
	}
	var few [4]*generation // mostly there is one: nothing is allocated for it
	for _, g := range append(few[:0], f.gens...) {
		g.atEnd = false
		if g.rewritten() {
			f.restart(g, now)
		}
	}
	if now.Before(f.retryAt) {
		return
	}
	for range maxLooks {
		if len(f.gens) >= maxGenerations {
			break
		}
		at := f.clock()
		s, err := lookAt(f.path)
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
			f.absent(at, now)
		case err != nil:
			f.cannot(err, now)
		case f.current != nil && s.id == f.current.id:
			if f.cutUnread(f.current) {
				f.restart(f.current, now)
			}
			f.seen = at
			f.refresh(s)
			f.able()
		case f.arrive(now):
			continue // it may have gone on meanwhile
		}
		break
	}
	f.begun = true
	f.count(now)
}

// ignore remembers the siblings that are there at the first look. Their times
// alone would not tell: the clock of files is coarse.
func (f *follower) ignore() {
	f.ignored, f.seen = map[identity]bool{}, f.clock()
	list := f.list
	if s, err := lookAt(f.folder.path); err != nil || !s.changed.Before(f.seen) {
		list = os.ReadDir // a listing of before may lack what is as old as this look
	}
	found, _ := siblings(f.path, f.born, list) // if it cannot be listed now, there is nothing to ignore
	for _, s := range found {
		f.ignored[s.stat.id] = true
	}
}

// arrive opens what is at the path and follows it from now on, behind the
// files that were there in between. It reports whether to look again.
func (f *follower) arrive(now time.Time) bool {
	file, s, err := openRegular(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return true // gone again: look again
	}
	if err != nil {
		f.cannot(err, now)
		return false
	}
	if g := f.holds(s.id); g != nil {
		file.Close()
		f.opened++
		if f.waiting {
			f.report.answer(presence, source.Notice{Text: "the file has come back", State: source.StateLive})
		}
		f.become(g, now)
		return true
	}
	m, owner := f.files.claim(s.id, f)
	if owner != f {
		file.Close()
		f.opened++
		f.leave(now)
		f.faulty(fmt.Sprintf("the same file as %q, which is followed already", owner.label), source.Info)
		return false
	}
	m, err = f.begin(file, s, m)
	g := newGeneration(file, f.path, s, f.born(f.path, file, s), m, now)
	if err == nil && f.unsettled {
		g.head, g.size, g.changed = f.history.head, f.history.was.size, f.history.was.changed
	}
	var skipped []*generation
	if err == nil && f.begun {
		if !f.unsettled {
			g.head = headOf(file)
		}
		skipped, _, err = f.unseen(nil, now, g)
	}
	if err != nil {
		if f.unsettled {
			f.history = nil
		}
		file.Close()
		f.files.release(s.id, m)
		f.portion(skipped, err, now)
		return false
	}
	if f.begun {
		f.opened += int64(len(skipped) + 1)
	}
	if f.unsettled {
		if f.unsettled = false; f.past && s.id == f.first {
			f.history.keep(g)
		}
	}
	f.first = identity{}
	f.announce(g, f.passed+len(skipped))
	f.warn(g)
	f.passed = 0
	news := slices.Concat(skipped, []*generation{g})
	inOrder(news, f.path)
	f.gens = append(f.gens, news...)
	f.become(g, now)
	return true
}

// portion follows the oldest of more siblings than can be open at once. The
// path is looked at again, as if for the first time since, when they are read.
func (f *follower) portion(oldest []*generation, err error, now time.Time) {
	if len(oldest) > 0 {
		inOrder(oldest, f.path)
		f.gens = append(f.gens, oldest...)
		f.passed += len(oldest)
		f.opened += int64(len(oldest))
		f.retry = 0
		f.leave(now)
	}
	f.cannot(err, now)
}

// begin is where to begin in a file that was just opened.
func (f *follower) begin(file *os.File, s stat, read mark) (mark, error) {
	if f.unsettled {
		return f.settle(file, s)
	}
	switch err := read.check(file); {
	case errors.Is(err, errRewritten):
		return mark{}, nil
	default:
		return read, err
	}
}

// announce prepares the notice about a new file at the path: it is due when
// everything older is read.
func (f *follower) announce(g *generation, skipped int) {
	switch {
	case len(f.gens) == 0 && !f.waiting:
	case f.waiting:
		g.arrival = func() {
			f.report.answer(presence, source.Notice{Text: "the file has appeared", State: source.StateLive})
		}
	default:
		text := "rotated: the old file was read to its end"
		if skipped > 0 {
			text = fmt.Sprintf("rotated: %d old files were read to their ends", skipped+1)
		}
		g.arrival = func() {
			if f.sick() {
				text = "rotated"
			}
			f.report.say(rotated, source.Notice{Text: text, State: source.StateLive})
		}
	}
}

// warn prepares the notice about a file that is no text.
func (f *follower) warn(g *generation) {
	var head [binaryHead]byte
	n, _ := g.file.ReadAt(head[:], 0) // a fault is told when it is read
	if bytes.IndexByte(head[:n], 0) < 0 {
		return
	}
	first := g.arrival
	g.arrival = func() {
		if first != nil {
			first()
		}
		f.report.say(noText, source.Notice{
			Severity: source.Warn,
			Text:     fmt.Sprintf("looks like a binary file (NUL bytes in its first %d KiB); its bytes are shown escaped", binaryHead>>10),
		})
	}
}

// become makes g the file at the path.
func (f *follower) become(g *generation, now time.Time) {
	if f.current != g {
		f.leave(now)
	}
	f.current, g.left = g, time.Time{}
	f.waiting, f.moved = false, true
	f.able()
}

// leave makes the file at the path an old one.
func (f *follower) leave(now time.Time) {
	if f.current != nil {
		f.current.left = now
		f.current, f.moved = nil, true
	}
}

// refresh opens the file at the path again if the descriptor shows less of it
// than the path: a network file system has lost it, or an overlay has copied
// the file up for its first writer.
func (f *follower) refresh(s stat) {
	g := f.current
	g.size, g.changed = s.size, s.changed
	if old, err := lookIn(g.file); err == nil && old.size >= s.size && !g.sick {
		return
	}
	file, s, err := openRegular(f.path)
	if err != nil {
		return
	}
	if s.id != g.id || !g.mark.in(file) {
		file.Close()
		return
	}
	g.close()
	g.open(file)
	f.moved = true
}

// holds returns the generation of an identity.
func (f *follower) holds(id identity) *generation {
	for _, g := range f.gens {
		if g.id == id && g.file != nil {
			return g
		}
	}
	return nil
}

// sick reports whether one of the files could not be read the last time.
func (f *follower) sick() bool {
	return slices.ContainsFunc(f.gens, func(g *generation) bool { return g.sick })
}

// unread is how many bytes there are to be sent, as far as the last look tells.
func (f *follower) unread() int64 {
	if f.current == nil {
		return 0
	}
	return f.current.size - f.current.mark.offset
}

// done reports whether there is nothing more to wait for.
func (f *follower) done() bool {
	return f.begun && len(f.gens) == 0 && f.current == nil && (f.once || f.found && f.fault == "")
}

// close closes all files.
func (f *follower) close() {
	for len(f.gens) > 0 {
		f.drop(f.gens[0])
	}
	f.history.close()
}

// drop closes a generation and forgets it.
func (f *follower) drop(g *generation) {
	if g.file != nil {
		g.close()
		f.files.release(g.id, g.mark)
	}
	if f.current == g {
		f.current = nil
	}
	if f.open == g {
		f.open, f.openSince = nil, time.Time{}
	}
	if !f.retryAt.IsZero() {
		f.retryAt = f.looked // its descriptor is free
	}
	f.gens = slices.DeleteFunc(f.gens, func(o *generation) bool { return o == g })
	f.moved = true
}
