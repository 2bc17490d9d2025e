package redis

import (
	"math"
	"time"
)

// write prints members as they were written, one line each; what is added to a
// score has its sign.
func (k *key) write(p *printer, members []addition, now time.Time) {
	for _, m := range members {
		p.end(appendWritten(p.line(), m, k.unit(m, now)))
	}
}

// unit is that of a score as it was written: the window's, if there is one.
func (k *key) unit(m addition, now time.Time) unit {
	if m.by {
		return 0
	}
	if z, is := k.holds.(*zset); is && len(z.window) > 0 {
		return k.view.unit(z.window, now)
	}
	return k.view.unit([]member{{score: m.score}}, now)
}

func appendWritten(b []byte, m addition, u unit) []byte {
	if m.by && !math.Signbit(m.score) {
		b = append(b, '+')
	}
	b = appendScore(b, m.score, u)
	b = append(b, ' ')
	b = appendMember(b, id{text: m.text, size: m.size}, maxText)
	return append(b, '\n')
}
