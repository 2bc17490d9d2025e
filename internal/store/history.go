package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// history is the reading of what was in files before: workers read cells,
// newest first, and what they find out becomes blocks of the log. The store's
// lock guards it, except during a worker's job.
type history struct {
	store    *Store
	stirred  sync.Cond // on the store's lock: there may be something to do
	pasts    []*past
	more     int       // further pasts that were announced
	until    time.Time // when they are waited for no longer
	files    int       // that were opened
	placing  bool      // a worker is putting blocks together
	buf      []byte    // that worker's
	progress Progress
	began    time.Time
}

// past is the reading of one source's past.
type past struct {
	origin *origin
	files  []source.PastFile // not opened yet, oldest first
	cells  *cells            // of the file that is open; nil: none
	busy   bool              // it is being opened, or its first cell is read, to learn from
	next   int               // the cell to read next: from the last one down
	known  int               // the oldest cell that is known like all behind it
	early  map[int]cell      // those in front of it that are known

	ready []readCell // known and not yet in the log, newest first
	seen  readCell   // the last one that was ready
}

// readCell is a cell that is known, with the file it is in.
type readCell struct {
	cell
	file *source.File
	at   time.Time // when the file was written to last
}

// Progress is how far the past is known.
type Progress struct {
	Bytes, Read int64         // of all files, and read so far
	Left        time.Duration // about so long until all is read; 0: nobody knows yet
	Complete    bool          // all is read, or there is none
	Files       int           // that lines were in before the start
}

// read reports whether all of p was read.
func (p *past) read() bool { return len(p.files) == 0 && p.cells == nil && !p.busy }

// job is what a worker does without the lock.
type job struct {
	past  *past
	file  *source.PastFile // to open, or
	cells *cells           // to read a cell of
	cell  int
	learn bool
}

// finding is what came of a job.
type finding struct {
	cells  *cells
	cell   cell
	learns *format // what its lines have taught; nil: nothing was asked
	err    error
}

// Index reads the past of the store's sources until ctx is done. It is called
// once, beside Run, and not for a store made with Stream.
func (s *Store) Index(ctx context.Context) {
	wake := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.history.stirred.Broadcast()
	})
	defer wake()
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() { s.history.work(ctx) })
	}
	workers.Wait()
}

func (h *history) init(s *Store) {
	h.store = s
	h.stirred.L = &s.mu
	h.progress.Complete = true
}

// add files a source's past, to be read.
func (h *history) add(o *origin, in *source.Past) {
	for _, p := range h.pasts {
		if p.origin == o { // its source was started again
			h.store.addNotice(o, source.Notice{
				Severity: source.Warn, Lost: source.Unknown, Text: "lines that came while it was restarted are missing",
			}, h.store.now())
			return
		}
	}
	p := &past{origin: o, files: in.Files, early: map[int]cell{}}
	h.progress.Files += len(in.Files)
	for _, f := range in.Files {
		h.progress.Bytes += f.Size
	}
	if h.began.IsZero() {
		h.began = h.store.now()
	}
	h.progress.Complete = false
	o.awaits = true
	h.expect(in.More)
	if len(h.store.log.past) > 0 {
		h.store.addNotice(o, source.Notice{Text: "its older lines stand before those of other files: they were found too late"}, h.store.now())
	}
	h.pasts = append(h.pasts, p)
	h.stirred.Broadcast()
}

// expect waits a while for so many further pasts.
func (h *history) expect(more int) {
	if h.more = more; more == 0 {
		return
	}
	h.until = time.Now().Add(settleFor)
	time.AfterFunc(settleFor, func() {
		s := h.store
		s.mu.Lock()
		defer s.mu.Unlock()
		if !time.Now().Before(h.until) {
			h.more = 0
			h.stirred.Broadcast()
		}
	})
}

// work does jobs until ctx is done.
func (h *history) work(ctx context.Context) {
	mu := &h.store.mu
	mu.Lock()
	defer mu.Unlock()
	var buf []byte
	for ctx.Err() == nil {
		j, ok := h.take()
		if !ok {
			if !h.place() {
				h.stirred.Wait()
			}
			continue
		}
		mu.Unlock()
		var f finding
		if err := h.store.guard(j.past.origin.stat.Name, func() { f = j.run(ctx, &buf) }); err != nil {
			f = finding{err: err}
		}
		runtime.Gosched() // keys and frames come first
		mu.Lock()
		h.deliver(&j, f)
		h.place()
		h.tell()
	}
}

// take returns the most urgent job: the cell of the past that is known the
// least far back. Its lines stand nearest to what is looked at.
func (h *history) take() (job, bool) {
	var p *past
	for _, q := range h.pasts {
		if q.read() || q.busy || q.cells != nil && q.next < 0 || len(q.ready)+len(q.early) > maxReady {
			continue
		}
		if p == nil || q.seen.first.After(p.seen.first) || q.fresh() && !p.fresh() {
			p = q
		}
	}
	switch {
	case p == nil:
		return job{}, false
	case p.cells == nil:
		p.busy = true
		return job{past: p, file: &p.files[len(p.files)-1]}, true
	}
	j := job{past: p, cells: p.cells, cell: p.next, learn: !p.origin.format.Load().isSure()}
	p.busy = j.learn
	p.next--
	return j, true
}

// fresh reports whether nothing of p is known yet.
func (p *past) fresh() bool { return p.seen.file == nil }

// run does the job.
func (j *job) run(ctx context.Context, buf *[]byte) finding {
	if j.file != nil {
		file, from, to, err := j.file.Open(ctx)
		if file == nil {
			return finding{err: err}
		}
		return finding{err: err, cells: &cells{file: file, from: from, to: max(from, to), ref: j.file.Modified}}
	}
	var f finding
	f.err = patiently(ctx.Done(), func() (err error) {
		known := j.past.origin.format.Load()
		if j.learn {
			if f.learns, err = j.cells.learn(j.cell); err != nil {
				return err
			}
			known = f.learns
		}
		f.cell, err = j.cells.read(j.cell, known, buf)
		return err
	})
	if errors.Is(f.err, errCut) { // its source would have said something by now
		j.cells.file.Rewritten()
	}
	return f
}

// patiently runs read again while it finds a file that has just been cut off,
// for a while, or until quit is closed.
func patiently(quit <-chan struct{}, read func() error) (err error) {
	for range cutTries {
		if err = read(); !errors.Is(err, errCut) {
			return err
		}
		select {
		case <-time.After(cutAfter):
		case <-quit:
			return err
		}
	}
	return err
}

// deliver files what came of a job.
func (h *history) deliver(j *job, f finding) {
	p := j.past
	if f.learns != nil {
		p.origin.teach(f.learns)
	}
	if j.file == nil && j.cells != p.cells {
		return // its file is done with: another cell of it could not be read
	}
	if f.err != nil && !errors.Is(f.err, context.Canceled) && (j.file != nil || !j.cells.faulty) {
		h.store.addNotice(p.origin, source.Notice{
			Severity: source.Warn, Lost: source.Unknown, Text: fmt.Sprintf("older lines cannot be read: %v", f.err),
		}, h.store.now())
	}
	p.busy = p.busy && j.file == nil && !j.learn
	switch {
	case j.file != nil:
		p.files = p.files[:len(p.files)-1]
		h.opened(p, j.file, f.cells)
	case f.err != nil && !j.cells.file.Readable():
		p.next, p.known = -1, 0
		clear(p.early)
	case f.err != nil: // what is around it may be well
		j.cells.faulty = true
		p.early[j.cell] = cell{}
	default:
		p.early[j.cell] = f.cell
	}
	for p.cells != nil {
		c, ok := p.early[p.known-1]
		if !ok {
			break
		}
		p.known--
		delete(p.early, p.known)
		p.file(c)
		h.progress.Read += p.cells.length(p.known)
	}
	if p.cells != nil && p.known == 0 {
		p.cells = nil // its blocks keep the file
	}
	if p.read() {
		p.origin.awaits = false
		p.origin.settle()
	}
	h.stirred.Broadcast()
}

// opened begins to read a file of p.
func (h *history) opened(p *past, f *source.PastFile, c *cells) {
	if c == nil {
		h.progress.Bytes -= f.Size
		return
	}
	h.progress.Bytes += c.to - c.from - f.Size // of text, compressed or not
	switch h.files++; {
	case c.count() == 0:
		_ = c.file.Close() // no block will refer to it
		return
	case h.files > maxPastFiles:
		_ = c.file.Close()
		h.progress.Bytes -= c.to - c.from
		p.files = nil
		h.store.addNotice(p.origin, source.Notice{
			Severity: source.Warn, Text: fmt.Sprintf("older files are left out: not more than %d are read", maxPastFiles),
		}, h.store.now())
		return
	}
	p.cells, p.next, p.known = c, c.count()-1, c.count()
}

// file adds a cell to those that are ready. Its times are made to fit: older
// cells are not newer.
func (p *past) file(c cell) {
	r := readCell{cell: c, file: p.cells.file, at: p.cells.ref}
	newer := p.seen.first
	if p.fresh() {
		newer = r.at
	}
	if r.first.IsZero() || r.first.After(newer) && !p.fresh() {
		r.first = newer
	}
	p.seen = r
	if r.lines > 0 {
		p.ready = append(p.ready, r)
	}
}
