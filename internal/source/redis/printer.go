package redis

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// printer puts lines of one label together into batches.
type printer struct {
	label  string
	offset *int64 // bytes of the label's lines so far
	at     time.Time

	block source.Block
	done  []source.Batch
}

// line returns what a line is to be appended to, for end.
func (p *printer) line() []byte {
	if len(p.block.Data) > blockSize-source.MaxHeld {
		p.flush()
	}
	return p.block.Data
}

// end takes a line, with its end.
func (p *printer) end(data []byte) {
	p.block.Data = data
	p.block.Lines++
}

func (p *printer) flush() {
	if p.block.Lines > 0 {
		p.block.Offset = *p.offset
		*p.offset += int64(len(p.block.Data))
		p.done = append(p.done, source.Batch{Source: p.label, At: p.at, Lines: p.block})
		p.block = source.Block{}
	}
}

// batches returns all lines.
func (p *printer) batches() []source.Batch {
	p.flush()
	return p.done
}

// lastOf returns the last of batches, after it has made one if there is none.
func lastOf(batches *[]source.Batch, label string, now time.Time) *source.Batch {
	if len(*batches) == 0 {
		*batches = []source.Batch{{Source: label, At: now}}
	}
	return &(*batches)[len(*batches)-1]
}
