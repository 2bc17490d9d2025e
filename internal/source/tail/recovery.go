package tail

import (
	"errors"
	"fmt"
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
		name: g.name, split: g.split, mark: g.mark, ready: g.ready, size: g.size, cut: g.cut,
		rest: true, grew: g.grew, left: now, arrival: g.arrival,
	}
	g.split, g.mark, g.size = source.Splitter{}, mark{}, 0
	g.ready, g.cut, g.arrival, g.grew = false, false, nil, now
	if f.open == g {
		f.open = rest
	}
	skipped, copied, err := f.unseen(&rest.mark, now)
	if err == nil && copied != nil {
		rest.file, rest.id, rest.name = copied.file, copied.id, copied.name
	}
	inOrder(skipped, f.path)
	at := slices.Index(f.gens, g)
	f.gens = slices.Insert(f.gens, at, append([]*generation{rest}, skipped...)...)
	f.moved = true
}

// unseen opens the siblings that were at the path, or are copies of what was,
// and were not noticed there. They were born since the path was last looked
// at: any other file with a rotated file's name is none of this follower's
// business. With a mark, the copy of a file that was truncated behind the mark
// is returned apart, its place set.
func (f *follower) unseen(cut *mark, now time.Time, beside ...*os.File) (skipped []*generation, copied *generation, err error) {
	for _, g := range f.gens {
		if g.file != nil {
			beside = append(beside, g.file)
		}
	}
	tried := map[identity]bool{}
	want := func(s stat) bool {
		if tried[s.id] || f.holds(s.id) != nil {
			return false
		}
		tried[s.id] = true
		c, _ := f.files.find(s.id)
		return c.owner == nil
	}
	for range maxLooks { // files move on to other names while they are listed
		found, err := siblings(f.path, f.born, want)
		if err != nil {
			closeAll(skipped)
			if copied != nil {
				copied.close()
			}
			return nil, nil, err
		}
		if len(found) == 0 {
			break
		}
		for _, c := range found {
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
			case f.missed(c, beside):
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
	return skipped, copied, nil
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

// missed reports whether c was at the path without being noticed there.
func (f *follower) missed(c *generation, beside []*os.File) bool {
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
	if c.birth.Before(f.seen) || f.ignored[c.id] {
		return false
	}
	return !slices.ContainsFunc(beside, func(g *os.File) bool { return isCopy(c.file, g) })
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
	default:
		n.Severity, n.Lost = source.Warn, source.Unknown
		n.Text = "truncated: what was written right before may be missing, and there is no copy"
	}
	f.report.say(truncated, n)
}
