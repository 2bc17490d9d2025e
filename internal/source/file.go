package source

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// File is an open file whose bytes can be read again, so that a reader may
// keep places instead of text. Several may hold it at once; the last one that
// gives it up closes it. Safe for concurrent use.
type File struct {
	name    string
	text    io.ReaderAt
	closed  func() error
	holders atomic.Int32
	lost    atomic.Pointer[error] // why what was read can be read no more
}

// ErrRewritten says that what was once read from a File is there no longer: it
// was truncated or written over.
var ErrRewritten = errors.New("the file was truncated or rewritten")

// ErrGivenUp says that a File was closed to keep few files open.
var ErrGivenUp = errors.New("the file was closed: too many are open")

// NewFile returns a File with one holder, the caller. closed is called once,
// when nobody holds it any more; it may be nil.
func NewFile(name string, text io.ReaderAt, closed func() error) *File {
	f := &File{name: name, text: text, closed: closed}
	f.holders.Store(1)
	return f
}

// Name is what the file was opened as.
func (f *File) Name() string { return f.name }

// ReadAt reads as io.ReaderAt does, or fails with ErrRewritten or ErrGivenUp. An io.EOF where
// there was text before says that the file has just been cut off: a little
// later its source knows more, and ReadAt finds the text in a copy of the file,
// or fails with ErrRewritten.
func (f *File) ReadAt(p []byte, off int64) (int, error) {
	if err := f.lost.Load(); err != nil {
		return 0, *err
	}
	n, err := f.text.ReadAt(p, off)
	if err := f.lost.Load(); err != nil {
		return 0, *err
	}
	return n, err
}

// Hold keeps the file open until one more Close. It returns false if nobody
// held it any more: it is closed then.
func (f *File) Hold() bool {
	for {
		n := f.holders.Load()
		if n <= 0 {
			return false
		}
		if f.holders.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Close gives up one hold.
func (f *File) Close() error {
	if f.holders.Add(-1) == 0 && f.closed != nil {
		return f.closed()
	}
	return nil
}

// Readable reports whether the bytes read so far are still there, as far as is
// known.
func (f *File) Readable() bool { return f.lost.Load() == nil }

// Rewritten says that the bytes read so far are there no longer. What the file
// holds from now on is read through another File.
func (f *File) Rewritten() { f.lost.Store(&ErrRewritten) }

// GiveUp gives up one hold of a file that nobody shall read any more.
func (f *File) GiveUp() {
	f.lost.Store(&ErrGivenUp)
	_ = f.Close()
}

// Past is what an input held before its source began to send: text that stays
// where it is, for a receiver that wants to look back to read in its own time.
// Its last line is complete; the source's first block begins behind it. Each of
// its files should be opened and closed, or it stays open for long.
type Past struct {
	Files []PastFile // oldest first
	// More is how many other labels of the same source are about to send theirs:
	// a receiver that puts them together by time waits for them, two seconds
	// from one to the next. Those that come later stand before all others.
	More int
}

// PastFile is one file of a Past: the followed one, or an older sibling.
type PastFile struct {
	Name     string
	Size     int64     // in bytes, as far as it is known: to tell progress
	Modified time.Time // what a time stamp without a year is understood by
	// Open returns the file, held for the caller, and where its text is in it:
	// from the beginning of a line to the end of one, or to the file's end. It
	// may take long, as long as decompression takes. A file with an error is
	// what could be read of it. It is called once, from any goroutine.
	Open func(ctx context.Context) (f *File, from, to int64, err error)
}
