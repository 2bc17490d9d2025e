package tail

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// restart begins a file that was truncated again. What remained of it unread
// is read on from its copy (copytruncate), if there is one.
func (f *follower) restart(g *generation, now time.Time) {
	rest := &generation{
		name: g.name, split: g.split, mark: g.mark, head: g.head, ready: g.ready, size: g.size, cut: g.cut,
		rest: true, calm: f.calm(g, now), grew: g.grew, left: now, arrival: g.arrival,
	}
	g.split, g.mark, g.size, g.head = source.Splitter{}, mark{}, 0, headOf(g.file)
	g.ready, g.cut, g.arrival, g.grew = false, false, nil, now
	if s, err := lookIn(g.file); err == nil {
		g.changed = s.changed
	}
	if f.open == g {
		f.open = rest
	}
	cut := &rest.mark
	if cut.offset == 0 {
		cut = &rest.head
	}
	skipped, copied, _ := f.unseen(cut, now, nil)
	inOrder(skipped, f.path)
	if copied == nil && cut.offset == 0 && len(skipped) > 0 {
		// Without a mark a copy is told by this: the path was never left.
		if s, err := lookAt(f.path); err == nil && s.id == g.id {
			copied, skipped = skipped[0], skipped[1:]
		}
	}
	g.restart(rest, copied)
	f.opened += int64(len(skipped)) // more of them than came at most: that tells nothing
	at := slices.Index(f.gens, g)
	f.gens = slices.Insert(f.gens, at, append([]*generation{rest}, skipped...)...)
	f.moved = true
}

// calm reports whether it is as good as known that nothing was written to g
// between the last look and its truncation: all was read that was there, the
// events tell of each write, none came for calmAfter, and the first that came
// then, the truncation's own or one right before it, is but calmWindow old.
func (f *follower) calm(g *generation, now time.Time) bool {
	if g != f.current || f.fault != "" || !f.retryAt.IsZero() || len(f.gens) >= maxGenerations {
		return false // its size was not looked at
	}
	return g.size <= g.mark.offset && !f.heard.IsZero() && now.Sub(f.heard) <= calmWindow && g.quiet(now) >= calmAfter
}

// unseen opens the siblings that were at the path, or are copies of what was,
// and were not noticed there. They were born since the path was last looked
// at: any other file with a rotated file's name is none of this follower's
// business. With a mark, the copy of a file that was truncated behind the mark
// is returned apart, its place set. at is what is at the path now, if that is
// new there.
//
// With an error those that are returned are the oldest; there may be more.
func (f *follower) unseen(cut *mark, now time.Time, at *generation) (skipped []*generation, copied *generation, err error) {
	tried := map[identity]bool{}
	// Files move on to other names between list and open, and the clock of folders
	// may be coarse: one list without news is not enough.
	for looks, quiet := 0, 0; quiet < 2 && looks < maxLooks && err == nil; looks++ {
		quiet++
		var found []sibling
		found, err = f.settled()
		for _, s := range found {
			if at != nil && s.stat.id == at.id {
				at.name = s.name // it has moved on; what is behind it is younger, and for the next look
				break
			}
			if tried[s.stat.id] || !f.concerns(s, cut) {
				continue
			}
			if len(f.gens)+len(skipped) >= maxGenerations {
				err = errCrowded
				break
			}
			c, failed := openSibling(s.name, s.stat.id, f.born)
			if exhausted(failed) {
				err = failed
				break
			}
			quiet = 0
			if errors.Is(failed, fs.ErrNotExist) {
				continue // it has another name by now: it is in the next list
			}
			tried[s.stat.id] = true
			if failed != nil {
				continue
			}
			copies := errRewritten
			if cut != nil && cut.offset > 0 {
				copies = cut.check(c.file)
			}
			switch {
			case copies == nil:
				if copied != nil && copied.birth.After(c.birth) {
					c, copied = copied, c
				}
				if copied != nil {
					f.known(copied)
				}
				copied = c
			case !errors.Is(copies, errRewritten): // perhaps the copy: to read all of it would double lines
				c.close()
			case f.missed(c, cut, at):
				skipped = append(skipped, c)
			default:
				c.close()
			}
		}
	}
	for _, c := range skipped {
		f.files.claim(c.id, f)
		c.grew, c.left = now, now
	}
	if copied != nil {
		f.files.claim(copied.id, f)
	}
	return skipped, copied, err
}

// concerns reports whether a sibling has to be opened to tell what it is.
func (f *follower) concerns(s sibling, cut *mark) bool {
	known, ok := f.files.find(s.stat.id)
	switch {
	case known.owner != nil:
		return false
	case cut != nil && cut.offset > 0 && s.stat.size >= cut.offset:
		return true // long enough to be the copy
	case ok && s.stat.size > known.mark.offset && known.mark.offset > 0:
		return true // perhaps written to after it was closed
	case ok && s.stat.size == 0:
		return false // nothing came since
	}
	return f.since(s.birth, s.stat.id)
}

// since reports whether a file is born since the path was last looked at.
func (f *follower) since(birth time.Time, id identity) bool {
	return !birth.Before(f.seen) && !f.ignored[id]
}

// known closes a sibling of whose content nothing is to be read.
func (f *follower) known(c *generation) {
	if s, err := lookIn(c.file); err == nil {
		if m, err := markAt(c.file, s.size); err == nil {
			f.files.claim(c.id, f)
			f.files.release(c.id, m)
		}
	}
	c.close()
}

// settled lists the siblings as of a moment: a file that is renamed while its
// folder is listed may be in no list, so the folder is listed again until it
// has stayed as it was meanwhile.
func (f *follower) settled() (found []sibling, err error) {
	for range maxListings {
		was, _ := lookAt(f.folder.path)
		found, err = siblings(f.path, f.born, os.ReadDir)
		if is, _ := lookAt(f.folder.path); err != nil || is.changed.Equal(was.changed) {
			break
		}
	}
	return found, err
}

// missed reports whether c was at the path without being noticed there.
func (f *follower) missed(c *generation, cut *mark, at *generation) bool {
	if known, ok := f.files.find(c.id); ok && known.mark.offset > 0 {
		switch err := known.mark.check(c.file); {
		case err == nil:
			s, err := lookIn(c.file)
			if err != nil || s.size <= known.mark.offset {
				return false
			}
			c.mark = known.mark // written to after it was closed
			c.split.Restart(c.mark.offset)
			return true
		case !errors.Is(err, errRewritten):
			return false // what was read of it would be read again
		}
	}
	if !f.since(c.birth, c.id) {
		return false
	}
	if cut == nil {
		// Files that were renamed may well have the same lines. But what is
		// younger than the file at the path has never been there.
		return at == nil || !c.birth.After(at.birth) || !isCopy(c.file, at.file)
	}
	return !slices.ContainsFunc(f.gens, func(g *generation) bool { return g.file != nil && isCopy(c.file, g.file) })
}

// cutUnread reports whether g, of which nothing is known yet, was truncated
// since the last look although it may be no shorter now: there is a finished
// sibling since then that is not what is in it. If not, its head is known from
// now on. A copy is finished before what it was made of is cut off, so that what
// came before the head is in the folder once the head is there.
func (f *follower) cutUnread(g *generation) bool {
	if g.file == nil || g.rest || g.mark.offset > 0 || g.head.count > 0 {
		return false
	}
	head := headOf(g.file)
	s, err := lookIn(g.file)
	if err != nil {
		g.head = head // a fault is told when it is read
		return false
	}
	still := head.count == 0 && s.changed.Equal(g.changed) && g.changed.Before(f.seen)
	if g == f.current && !still && f.folder.stirred(f.seen) && f.outlived(g, s) {
		return true
	}
	g.head = head
	return false
}

// outlived reports whether there is a sibling that can only be a copy of what
// was in g before, as of s.
func (f *follower) outlived(g *generation, s stat) bool {
	found, _ := siblings(f.path, f.born, os.ReadDir) // what cannot be listed now is missed
	return slices.ContainsFunc(found, func(c sibling) bool {
		if c.stat.size == 0 || c.stat.changed.After(s.changed) || !f.since(c.birth, c.stat.id) {
			return false
		}
		if _, known := f.files.find(c.stat.id); known {
			return false
		}
		o, err := openSibling(c.name, c.stat.id, f.born)
		if err != nil {
			return false
		}
		defer o.close()
		at, err := lookAt(f.path) // once it was renamed, others may be there that are no copies
		return err == nil && at.id == g.id && !isCopy(o.file, g.file)
	})
}

// recovered reports what became of a truncated file's rest.
func (f *follower) recovered(g *generation) {
	n := source.Notice{State: source.StateLive}
	switch unread := g.size - g.mark.offset; {
	case g.file != nil && g.lines == 0:
		n.Text = fmt.Sprintf("truncated: nothing more was in its copy %s", filepath.Base(g.name))
	case g.file != nil:
		n.Text = fmt.Sprintf("truncated: recovered %d lines from %s", g.lines, filepath.Base(g.name))
	case unread > 0:
		n.Severity, n.Lost = source.Warn, source.Unknown
		n.Text = fmt.Sprintf("truncated: at least %d bytes were not read, and there is no copy", unread)
	case g.calm:
		n.Text = "truncated"
	default:
		n.Severity, n.Lost = source.Warn, source.Unknown
		n.Text = "truncated: what was written right before may be missing, and there is no copy"
	}
	f.report.say(truncated, n)
	f.news = true
}

// count compares the files that came to the path with those that were opened,
// and tells of what stays missing. Events lag behind a look, and a look behind
// the events.
func (f *follower) count(now time.Time) {
	if f.arrivals == nil {
		return
	}
	missing := f.arrivals() - f.opened
	switch {
	case missing != f.missing || f.fault != "" || !f.retryAt.IsZero():
		f.missing, f.missingAt = missing, now
	case missing != 0 && now.Sub(f.missingAt) >= countAfter:
		f.recount()
		if missing > 0 {
			text := "a file came and went unread"
			if missing > 1 {
				text = fmt.Sprintf("%d files came and went unread", missing)
			}
			f.report.say(rotated, source.Notice{Severity: source.Warn, Lost: source.Unknown, Text: text})
		}
	}
}

// recount takes all files for found that have come so far.
func (f *follower) recount() {
	if f.arrivals != nil {
		f.opened, f.missing = f.arrivals(), 0
	}
}
