package redis

import (
	"math"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// write gathers lines of members as they were written, one each; what is added
// to a score has its sign. It appends batches of those that are many.
func (z *zset) write(batches []source.Batch, members []entry, now time.Time) []source.Batch {
	for _, m := range members {
		if room := blockSize - source.MaxHeld; len(z.block.Data) > room {
			batches = z.flush(batches, now)
		}
		z.block.Data = appendWritten(z.block.Data, m, z.unit(m, now))
		z.block.Lines++
	}
	return batches
}

// unit is that of a score as it was written: the window's, if there is one.
func (z *zset) unit(m entry, now time.Time) unit {
	switch {
	case m.by:
		return 0
	case len(z.window) > 0:
		return z.view.unit(z.window, now)
	}
	return z.view.unit([]member{{score: m.score}}, now)
}

func appendWritten(b []byte, m entry, u unit) []byte {
	if m.by && !math.Signbit(m.score) {
		b = append(b, '+')
	}
	b = appendScore(b, m.score, u)
	b = append(b, ' ')
	b = appendMember(b, id{text: m.text, size: m.size}, maxText)
	return append(b, '\n')
}
