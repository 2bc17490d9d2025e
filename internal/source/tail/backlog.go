package tail

import (
	"bytes"
	"context"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Backlog says which lines are sent of what a stream holds at its start: what
// comes before its first pause. The zero Backlog is all of them.
type Backlog struct {
	Limited bool // just Last lines are
	Last    int
	Ended   bool // of all that comes, to the stream's end
	From    int  // this line and those behind it, 1 is the first
}

// pass sends what comes in until that is closed, without the lines that are
// left out. What is more than maxBacklog is all sent.
func (b Backlog) pass(ctx context.Context, in <-chan source.Batch, out chan<- source.Batch) {
	cut := cutter{left: max(b.From-1, 0)}
	send := func(batch source.Batch) {
		if batch.Lines = cut.block(batch.Lines); !batch.Empty() && !source.Send(ctx, out, batch) {
			offer(out, batch)
		}
	}
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	var held []source.Batch
	lines, size := 0, 0
	var began time.Time
	release := func() {
		b.Limited = false
		cut.left = max(lines-b.Last, 0)
		for _, batch := range held {
			send(batch)
		}
		held = nil
	}
	for {
		select {
		case batch, more := <-in:
			switch {
			case !more:
				if b.Limited {
					release()
				}
				return
			case !b.Limited:
				send(batch)
				continue
			case began.IsZero():
				began = time.Now()
			}
			held = append(held, batch)
			lines += batch.Lines.Lines
			size += len(batch.Lines.Data)
			for len(held) > 1 && lines-held[0].Lines.Lines >= b.Last {
				lines -= held[0].Lines.Lines
				size -= len(held[0].Lines.Data)
				cut.within = held[0].Lines.Open
				held = held[1:]
			}
			left := backlogMost - time.Since(began)
			switch {
			case size > maxBacklog:
				b.Last = lines
				release()
			case b.Ended:
			case left <= 0:
				release()
			default:
				pause.Reset(min(left, backlogPause))
			}
		case <-pause.C:
			if b.Limited {
				release()
			}
		}
	}
}

// cutter leaves out lines at the front of a stream.
type cutter struct {
	left   int  // lines to leave out yet
	within bool // the last block ended within one that is left out
}

// block returns what is left of a block.
func (c *cutter) block(b source.Block) source.Block {
	if c.left == 0 && !c.within {
		return b
	}
	from := 0
	if c.within {
		from = b.Head
	}
	lines := b.Lines
	for c.left > 0 && lines > 0 {
		c.left, lines = c.left-1, lines-1
		if end := bytes.IndexByte(b.Data[from:], '\n'); end >= 0 {
			from += end + 1
		} else {
			from = len(b.Data)
		}
	}
	if from == len(b.Data) {
		c.within = b.Open
		return source.Block{}
	}
	c.within = false
	return source.Block{Data: b.Data[from:], Lines: lines, Open: b.Open, Offset: b.Offset + int64(from), File: b.File}
}
