package run

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// input is a stream whose reads can be given up at a time.
type input interface {
	io.Reader
	// SetReadDeadline wakes a Read that waits at t. It is safe for concurrent
	// use.
	SetReadDeadline(t time.Time) error
}

// lines sends what comes out of r under label until its end. It blocks while
// out does, so that a command that is faster than its reader waits, not grows.
// When ctx is done it sends what it holds, if somebody takes it in lastFor, and
// goes on reading, to nowhere: a command that is told to end must not hang in
// its last words.
//
//	read ──▶ sent lately? ──no──▶ send
//	  ▲           │yes
//	  └─ 2 ms ────┘         half a line, quiet for 500 ms ──▶ send it open
func lines(ctx context.Context, r input, label string, out chan<- source.Batch) error {
	var (
		s       source.Splitter
		sent    time.Time // the last batch
		read    time.Time // the last piece
		waiting bool      // pieces have gathered since sent
		gather  = source.GatherFor
	)
	if r.SetReadDeadline(time.Time{}) != nil {
		gather = 0 // where nothing can wake a read, nothing may wait behind one
	}
	send := func(b source.Block, ok bool) bool {
		waiting = false
		if !ok {
			return true
		}
		batch := source.Batch{Source: label, At: read, Lines: b}
		ok = source.Send(ctx, out, batch) || sendLast(out, batch)
		sent = time.Now()
		return ok
	}
	woken := make(chan struct{})
	unwake := context.AfterFunc(ctx, func() {
		_ = r.SetReadDeadline(time.Now())
		close(woken)
	})
	defer unwake()
	ok := true
	for ok && ctx.Err() == nil {
		n, err := r.Read(s.Space())
		now := time.Now()
		if n > 0 {
			s.Wrote(n)
			read, waiting = now, true
		}
		switch {
		case err != nil && !errors.Is(err, os.ErrDeadlineExceeded):
			if send(s.Flush(false)); errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case waiting && (now.Sub(sent) >= gather || len(s.Space()) < roomLeft):
			ok = send(s.Take())
		case !waiting && s.Held() > 0 && now.Sub(read) >= source.HalfLineAfter:
			ok = send(s.Flush(true))
		}
		var wake time.Time
		switch {
		case waiting:
			wake = sent.Add(gather)
		case s.Held() > 0:
			wake = read.Add(source.HalfLineAfter)
		}
		_ = r.SetReadDeadline(wake)
	}
	if ok {
		send(s.Flush(true))
	}
	if !unwake() {
		<-woken
	}
	_ = r.SetReadDeadline(time.Time{})
	_, err := io.Copy(io.Discard, r)
	return err
}

// sendLast is source.Send for what is held when its context is done.
func sendLast(out chan<- source.Batch, b source.Batch) bool {
	select {
	case out <- b:
		return true
	case <-time.After(lastFor):
		return false
	}
}
