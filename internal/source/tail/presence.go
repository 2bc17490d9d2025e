package tail

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/nxadm/tail"

	"github.com/rtwatch/rtwatch/internal/source"
)

// absent notes that nothing is at the path.
func (f *follower) absent(at, now time.Time) {
	if f.current != nil || f.begun && f.folder.stirred(at) {
		skipped, _, err := f.unseen(nil, now, nil)
		if err != nil {
			f.portion(skipped, err, now)
			return
		}
		f.opened += int64(len(skipped))
		inOrder(skipped, f.path)
		f.gens = append(f.gens, skipped...)
		f.leave(now)
	}
	if f.unsettled {
		f.unsettled = false
		_, _ = f.settle(nil, stat{}) // without a file there is nothing to fail
	}
	f.seen = at
	f.able()
	if f.waiting || f.found {
		return
	}
	f.waiting, f.moved = true, true
	n := source.Notice{Text: "waiting for the file to appear", State: source.StateWaiting}
	if f.once {
		n = source.Notice{Severity: source.Warn, Text: "no such file", State: source.StateFailed}
	}
	f.report.say(presence, n)
}

// cannot notes why what is at the path cannot be read.
func (f *follower) cannot(err error, now time.Time) {
	if exhausted(err) || errors.Is(err, errCrowded) {
		f.retry = min(max(2*f.retry, retryMin), retryMax)
		f.retryAt = now.Add(f.retry)
		if errors.Is(err, errCrowded) {
			return // by its own bound, which nobody has to mend
		}
		f.faulty("too many open files: the new file is opened as soon as one is closed", source.Warn)
		return
	}
	f.faulty(fmt.Sprintf("%v: looking again each second", cause(err)), source.Warn)
}

// faulty reports a fault, once.
func (f *follower) faulty(text string, severity source.Severity) {
	if f.fault == text {
		return
	}
	f.fault = text
	n := source.Notice{Severity: severity, Text: text}
	if f.current == nil {
		n.State = source.StateWaiting
	}
	f.report.say(fault, n)
}

// able ends a fault, unless there still is a file that cannot be read.
func (f *follower) able() {
	f.retry, f.retryAt = 0, time.Time{}
	if f.fault == "" || f.sick() {
		return
	}
	f.fault = ""
	f.report.say(fault, source.Notice{Text: "readable again", State: source.StateLive})
}

// openFile opens a file for reading so that others may still rename it.
func openFile(path string) (*os.File, error) {
	return tail.OpenFile(path) //nolint:staticcheck // deprecated as internal to its package, but pinned, and its Windows half is why we have it
}

// openRegular opens a path and makes sure that it is a regular file.
func openRegular(path string) (*os.File, stat, error) {
	s, err := lookAt(path) // opening a FIFO would wait for its writer
	if err == nil {
		err = regular(s.mode)
	}
	if err != nil {
		return nil, stat{}, err
	}
	file, err := openFile(path)
	if err != nil {
		return nil, stat{}, err
	}
	if s, err = lookIn(file); err == nil {
		err = regular(s.mode)
	}
	if err != nil {
		file.Close()
		return nil, stat{}, err
	}
	return file, s, nil
}

func regular(mode fs.FileMode) error {
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return errors.New("now a directory, not a file")
	default:
		return errors.New("now something else than a file")
	}
}
