package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

var (
	errGone = errors.New("no longer kept")
	// errCut says that a file was just cut off. It may be readable again, in a
	// copy, or be known to be rewritten, when it is read a little later.
	errCut = errors.New("the file was cut off")
)

// run is the lines of one source that begin in a block.
type run struct {
	query.Text
	origin *origin
	offset int64 // of Data in its file or stream
	format *format
	open   bool      // the last line goes on in a later block
	rest   int64     // bytes of that line beyond Data
	later  []arrival // of parts of the block, of which the first head bytes are not in Data
	head   int

	// missing is how many lines there are instead of Data if that cannot be read,
	// and why.
	missing int
	err     error

	// Of a line too long to be read in full, gap bytes are left out at hole.
	hole int
	gap  int64
}

// scan returns the lines that begin in a block, as runs of one source each: one,
// unless the block is merged of several. buf holds text that is not in memory;
// both are good until it is used again. A parser of a run is the caller's own.
func (b *block) scan(buf *scratch) ([]run, error) {
	runs := buf.runs[:0]
	if b.parts == nil {
		t := b.text.Load()
		if t.data == nil && t.size > giant && !t.gone {
			r := run{Text: b.origin.text(nil, b.at), origin: b.origin, offset: b.offset, format: b.form()}
			if err := r.readGiant(b.file, b.offset+int64(t.size)); err != nil {
				return nil, err
			}
			runs = append(runs, r)
		} else {
			data, err := b.read(t, buf)
			if err != nil {
				return nil, err
			}
			runs = append(runs, b.run(t, data))
		}
	}
	for i, p := range b.parts {
		r := run{Text: p.origin.text(nil, p.at), origin: p.origin, offset: p.from, format: p.format}
		var err error
		if size := int(p.to - p.from); size > giant {
			err = r.readGiant(p.file, p.to)
		} else {
			r.Data, err = readFile(p.file, p.from, size, buf.space(i, size))
		}
		if err != nil && len(b.parts) == 1 {
			return nil, err
		} else if err != nil {
			r.Data, r.missing, r.err = nil, p.lines, err
		}
		runs = append(runs, r)
	}
	for len(buf.parsers) < len(runs) {
		buf.parsers = append(buf.parsers, line.Parser{})
	}
	for i := range runs {
		buf.parsers[i] = runs[i].format.parser()
		runs[i].Parser = &buf.parsers[i]
	}
	buf.runs = runs
	return runs, nil
}

// readGiant reads the text from r.offset to an end without the middle of the
// line that makes it giant. That line goes through whole cells, so it begins in
// the first one, and only what a cell adds to the block before it is behind it.
func (r *run) readGiant(f *source.File, end int64) error {
	head, err := readFile(f, r.offset, cellSize+MaxLine, nil)
	if err != nil {
		return err
	}
	tail, err := readFile(f, end-2*lookAhead, 2*lookAhead, nil)
	if err != nil {
		return err
	}
	r.hole = len(head)
	r.gap = end - r.offset - int64(len(head)+len(tail))
	if i := bytes.IndexByte(tail, '\n'); i >= 0 { // where the line ends
		r.gap += int64(i)
		tail = tail[i:]
	} else {
		r.gap += int64(len(tail))
		tail = nil
	}
	r.Data = slices.Concat(head, tail)
	return nil
}

// scanPatiently is scan for the background: it waits for a file that has just
// been cut off.
func (b *block) scanPatiently(buf *scratch, quit <-chan struct{}) (runs []run, err error) {
	missing := patiently(quit, func() error {
		if runs, err = b.scan(buf); err != nil {
			return err
		}
		for i := range runs {
			if errors.Is(runs[i].err, errCut) {
				return errCut
			}
		}
		return nil
	})
	if errors.Is(missing, errCut) { // its source would have said something by now
		if b.file != nil {
			b.file.Rewritten()
		}
		for i := range b.parts {
			if err != nil || errors.Is(runs[i].err, errCut) {
				b.parts[i].file.Rewritten()
			}
		}
	}
	return runs, err
}

// run is the lines that begin in b, whose text is data. One that goes on in
// other blocks is put together, up to MaxLine.
func (b *block) run(t *text, data []byte) run {
	r := run{Text: b.origin.text(data[t.head:], b.at), origin: b.origin, offset: b.offset + int64(t.head), format: b.form(), open: t.open && t.head < len(data)}
	r.later, r.head = t.later, t.head
	if r.open {
		r.join(b)
	}
	return r
}

// arrived is when the byte at a place of the run came.
func (r *run) arrived(pos int) time.Time {
	n := sort.Search(len(r.later), func(i int) bool { return r.later[i].from > r.head+pos })
	if n == 0 {
		return r.At
	}
	return r.later[n-1].at
}

// join completes the last line, which b leaves open, from the blocks that go
// on with it.
func (r *run) join(b *block) {
	start := bytes.LastIndexByte(r.Data, '\n') + 1
	joined := false
	for b = b.rest.Load(); b != nil; b = b.rest.Load() {
		t := b.text.Load()
		data, err := b.read(t, &scratch{})
		if err != nil {
			return
		}
		head := data[:t.head]
		r.open = t.open && t.head == len(data)
		if room := MaxLine - (len(r.Data) - start); room > 0 {
			if !joined {
				r.Data, joined = bytes.Clone(r.Data), true
			}
			take := min(room, len(head))
			r.Data = append(r.Data, head[:take]...)
			head = head[take:]
		}
		r.rest += int64(len(bytes.TrimSuffix(head, newline)))
		if !r.open {
			return
		}
	}
}

// scratch is memory that one goroutine at a time reads blocks into: nothing that
// is kept may lie in it.
type scratch struct {
	bufs    [][]byte
	runs    []run
	parsers []line.Parser
}

// scratch returns some, to be put back into scratches. Searches that wait have
// none: there may be hundreds of them.
func (s *Store) scratch() *scratch {
	if had, ok := s.scratches.Get().(*scratch); ok {
		return had
	}
	return &scratch{}
}

// space returns room for n bytes of part i.
func (s *scratch) space(i, n int) []byte {
	for len(s.bufs) <= i {
		s.bufs = append(s.bufs, nil)
	}
	if cap(s.bufs[i]) < n {
		s.bufs[i] = make([]byte, n+n/8) // the next one may be a little larger
	}
	return s.bufs[i][:n]
}

// readFile reads n bytes at a place of a file, all of them or none.
func readFile(f *source.File, at int64, n int, buf []byte) ([]byte, error) {
	if len(buf) < n {
		buf = make([]byte, n)
	}
	k, err := f.ReadAt(buf[:n], at)
	if k == n {
		return buf[:n], nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = errCut
	}
	return nil, fmt.Errorf("read %s: %w", f.Name(), err)
}

// page is a block's text with its lines found.
type page struct {
	runs  []run
	lines []lineStart

	mu   sync.Mutex
	told map[int]told // of long lines, which are costly to look at
}

// told is what a line tells by itself.
type told struct {
	time      time.Time
	level     line.Level
	continues bool
}

// lineStart is where a line of a page begins.
type lineStart struct{ run, pos uint32 }

// cache keeps the pages that were read last: a screen reads the same few again
// and again.
type cache struct {
	mu    sync.Mutex
	pages []cached // the one used last first
}

type cached struct {
	block  *block
	text   *text
	format *format
	page   *page
}

// page returns the text of a block with its lines found. It must not be
// changed. Safe for concurrent use.
func (c *cache) page(b *block) (*page, error) {
	t, f := b.text.Load(), b.form()
	if t.open { // it may grow in other blocks
		return b.page()
	}
	c.mu.Lock()
	for i, have := range c.pages {
		if have.block == b && have.text == t && have.format == f {
			copy(c.pages[1:i+1], c.pages[:i])
			c.pages[0] = have
			c.mu.Unlock()
			return have.page, nil
		}
	}
	c.mu.Unlock()
	p, err := b.page()
	if err != nil || p.partial() { // it may be there again: see source.File
		return p, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = append(c.pages, cached{})
	copy(c.pages[1:], c.pages)
	c.pages[0] = cached{b, t, f, p}
	c.trim()
	return p, nil
}

// trim lets go of the pages that were used least lately.
func (c *cache) trim() {
	lines, size := 0, 0
	for i := range c.pages {
		if i >= cachePages && (lines >= cacheLines || size >= cacheSize) {
			clear(c.pages[i:])
			c.pages = c.pages[:i]
			return
		}
		p := c.pages[i].page
		lines += max(len(p.lines), 1)
		for k := range p.runs {
			size += len(p.runs[k].Data)
		}
	}
}

// page reads a block and finds its lines.
func (b *block) page() (*page, error) {
	var buf scratch
	runs, err := b.scan(&buf)
	if err != nil {
		return nil, err
	}
	p := &page{runs: runs}
	if len(runs) > 1 {
		p.lines = merge(runs)
		return p, nil
	}
	data := runs[0].Data
	p.lines = make([]lineStart, 0, b.text.Load().lines)
	for pos := 0; pos < len(data); {
		p.lines = append(p.lines, lineStart{0, uint32(pos)})
		end := bytes.IndexByte(data[pos:], '\n')
		if end < 0 {
			break
		}
		pos += end + 1
	}
	return p, nil
}

// partial reports whether some runs of a page could not be read.
func (p *page) partial() bool {
	return slices.ContainsFunc(p.runs, func(r run) bool { return r.missing > 0 })
}

// text returns the bytes of line i of a page, without its end.
func (p *page) text(i int) []byte {
	l := p.lines[i]
	if p.runs[l.run].missing > 0 {
		return nil
	}
	data := p.runs[l.run].Data[l.pos:]
	switch {
	case len(p.runs) == 1 && i+1 < len(p.lines):
		data = data[:p.lines[i+1].pos-l.pos-1]
	case len(p.runs) == 1:
		data = bytes.TrimSuffix(data, newline)
	default:
		if end := bytes.IndexByte(data, '\n'); end >= 0 {
			data = data[:end]
		}
	}
	return data[:len(data):len(data)]
}
