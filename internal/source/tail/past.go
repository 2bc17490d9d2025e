package tail

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"

	"github.com/rtwatch/rtwatch/internal/source"
)

// history is what is to be shown before the first line of a follower: what of
// its file was there at the first look, and of the older files beside it.
type history struct {
	relics []relic // oldest first
	start  Start   // where to begin in them; the zero Start: none of them
	from   int64   // where to begin in the file at the path
	was    stat    // of that file
	head   mark    // of it, then
	own    *source.PastFile
	held   *source.File // by own, until it is sent
}

// settle finds where to begin in what is at the path at the first look, if
// there is anything, and what is to be shown before that.
func (f *follower) settle(file *os.File, s stat) (mark, error) {
	for range maxLooks {
		h, m, err := f.survey(file, s)
		if err == nil {
			f.history = h
			return m, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, errRewritten) { // what was in it may be in a copy
			s, err = lookIn(file)
		}
		if err != nil {
			return mark{}, err
		}
	}
	return mark{}, errShrinks
}

// survey finds the history that there is while the file at the path stays what
// it is. It returns errRewritten or io.EOF if that was truncated meanwhile, even
// if it has grown again: what was in it may be among the older files or not.
func (f *follower) survey(file *os.File, s stat) (*history, mark, error) {
	h := &history{start: f.start, was: s}
	var end, m mark
	var err error
	if file != nil {
		if end, err = markAt(file, s.size); err != nil {
			return nil, m, err
		}
		h.head = headOf(file)
	}
	if !f.begun {
		f.ignore()
	}
	if f.rotated {
		h.relics = f.relicsOf(file, s.id)
	}
	if f.past && h.start == (Start{}) {
		h.start = Start{FromLine: 1}
	}
	if file == nil {
		return h, m, nil
	}
	if s.id == f.first { // else it came after the start and is new
		if m, err = f.place(h, file, s); err != nil {
			return nil, m, err
		}
	}
	return h, m, end.check(file)
}

var errShrinks = errors.New("the file shrinks again and again")

// place is the mark in the file at the path that is read on from. It notes in h
// where its past begins, and what is left to be found in older files.
func (f *follower) place(h *history, file *os.File, s stat) (mark, error) {
	if start := f.start; h.start.FromLine == 0 || len(h.relics) == 0 {
		var err error
		if start == (Start{}) {
			start = h.start
		}
		if h.from, h.start, err = start.reach(file, s.size, s.changed); err != nil {
			return mark{}, err
		}
	}
	to := h.from
	if f.past {
		end, err := lastEnd(file, s.size)
		if err != nil {
			return mark{}, err
		}
		to = max(to, end)
	}
	return markAt(file, to)
}

// lastEnd is the place behind the last line's end, or the file's end if what
// comes behind that is too long to be held back.
func lastEnd(f io.ReaderAt, size int64) (int64, error) {
	from := max(0, size-source.MaxHeld)
	chunk, err := readChunk(f, make([]byte, size-from), from, size)
	if err != nil {
		return 0, err
	}
	if int64(len(chunk)) < size-from {
		return 0, io.EOF
	}
	if end := bytes.LastIndexByte(chunk, '\n') + 1; end > 0 || from == 0 {
		return from + int64(end), nil
	}
	return size, nil
}

// keep adds to h what is in g before its mark. It is held until it is opened;
// the collector closes the file of a past that nobody asks for.
func (h *history) keep(g *generation) {
	held, from, to := g.held.file, h.from, g.mark.offset
	held.Hold()
	h.held = held
	var passed atomic.Bool
	h.own = &source.PastFile{
		Name: g.name, Size: to - from, Modified: g.changed,
		Open: func(context.Context) (*source.File, int64, int64, error) {
			if passed.Swap(true) && !held.Hold() {
				return nil, 0, 0, os.ErrClosed
			}
			return held, from, to, nil
		},
	}
}

// older are the relics that are shown.
func (h *history) older() []relic {
	if h.start == (Start{}) {
		return nil
	}
	return h.relics
}

// past is the history as it is sent. If a number of lines or bytes is asked for
// and there are not as many at the path, it is all of the older files: to count
// would take to read them now. But in one that has nothing younger beside it the
// number is found when it is opened.
func (h *history) past(more int) *source.Past {
	p := &source.Past{More: more}
	for i, r := range h.older() {
		r.start = Start{FromLine: 1}
		if i == 0 && h.start.FromLine > 0 || !h.start.Since.IsZero() || h.own == nil && i == len(h.relics)-1 {
			r.start = h.start
		}
		p.Files = append(p.Files, r.past())
	}
	if h.own != nil {
		p.Files = append(p.Files, *h.own)
	}
	return p
}

// close gives up what was not sent.
func (h *history) close() {
	if h != nil && h.held != nil {
		_ = h.held.Close() // only read from
	}
}
