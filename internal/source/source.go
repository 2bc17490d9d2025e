// Package source holds the contract between rtwatch's inputs and its store:
// what an input is (Source), what it sends (Batch), and the supervisor that
// keeps inputs running (Run).
//
//	source ──Batch──▶ channel ──▶ store ──cursors──▶ ui, web, plain
//
// A source turns one input into batches and knows nothing of who reads them.
// It must not parse lines, drop data silently, or wait for anything but its
// input and the channel. (It may read the times in lines where it is asked to
// begin at one.) Each kind of input has a folder of its own below this
// one; each runs the conformance test in sourcetest.
package source

import (
	"context"
	"time"
)

// Source is one input: a set of files, a command, a server's keys.
//
// A constructor checks its options and opens nothing; Run opens, and cleans up
// behind itself before it returns.
type Source interface {
	// Name is the label of the input as a whole, for notices about it.
	Name() string

	// Run sends batches on out until the input ends (nil), ctx is done (nil)
	// or the input fails (error). It never closes out, sends only while
	// selecting on ctx, and leaves no goroutine, descriptor or child behind.
	// Once ctx is done it may offer what it still holds, such as a half line,
	// for a tenth of a second.
	// The supervisor calls it again after an error, unless the error is
	// Permanent. Run is not called twice at the same time.
	Run(ctx context.Context, out chan<- Batch) error
}

// Batch is what a source sends at once. A sent batch belongs to the receiver:
// the sender keeps no reference to its slices. A batch may carry any mix; its
// parts count in the order of the fields, so that a notice about the lines of
// a batch comes after them.
type Batch struct {
	// Source labels what the parts come from: a file's path, a command, a
	// Redis server. Never empty; one Source may use many labels (a glob's
	// files).
	Source string
	// At is when the input was read. Zero means now; the store fills it in.
	At time.Time

	// Past comes before the label's first lines, or never.
	Past *Past

	Lines   Block
	Samples []Sample
	Tables  []Table
	Notices []Notice
}

// Empty reports whether b carries nothing.
func (b *Batch) Empty() bool {
	return b.Past == nil && len(b.Lines.Data) == 0 && len(b.Samples) == 0 && len(b.Tables) == 0 && len(b.Notices) == 0
}

// Sample is one number of a series at one time.
type Sample struct {
	At     time.Time
	Series string  // dotted, such as "cpu.user", "disk.sda.util"
	Value  float64 // finite; the store drops and counts anything else
	Unit   string  // "%", "B/s", "ms", "1/s", or "" for a plain number
}

// Table is a set of keyed rows, ranked by their place: iostat's devices, the
// window of a sorted set. A sent table replaces the one of the same name.
type Table struct {
	Name    string
	Columns []string // names of Row.Cells
	Rows    []Row
	Gone    bool // the table exists no longer (its key was deleted)
}

// Row is one row of a table.
type Row struct {
	ID    string
	Score float64
	Cells []string
}

// State is how a source is doing.
type State uint8

// The states of a source. The zero State in a Notice means no change. The least is
// that of several sources together: live if one of them is, else waiting if more
// may come by itself, else failed before ended.
const (
	StateSame    State = iota
	StateLive          // reading, or waiting for more to read
	StateWaiting       // its input is not there now; rtwatch looks again by itself
	StateFailed        // it failed for good
	StateEnded         // its input came to its end
)

func (s State) String() string {
	switch s {
	case StateLive:
		return "live"
	case StateWaiting:
		return "waiting"
	case StateEnded:
		return "ended"
	case StateFailed:
		return "failed"
	default:
		return ""
	}
}

// Severity is how much a notice matters to the reader.
type Severity uint8

// The severities of a notice.
const (
	Info Severity = iota // the expected happened: rotated, reconnected
	Warn                 // something is missing for now, or was cut or lost
	Fail                 // it will not come right by itself
)

// Notice is something rtwatch has to say about a source. It is shown among
// the source's lines, dim, and counted. Nothing is ever lost without one.
type Notice struct {
	Severity Severity
	// Text is one sentence, lower case, no full stop; readers sanitise it. Empty
	// if there is nothing to say but the state.
	Text  string
	State State // the source's state from now on
	Lost  int64 // lines known to be lost, or Unknown
}

// Unknown as Notice.Lost says that lines were lost but not how many.
const Unknown int64 = -1

// Send sends b on out unless ctx is done first, and reports whether it did.
func Send(ctx context.Context, out chan<- Batch, b Batch) bool {
	select {
	case out <- b:
		return true
	case <-ctx.Done():
		return false
	}
}
