package tail

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/rtwatch/rtwatch/internal/source"
)

// teller sends the lines of relics, one after the other, or offers them as the
// past of a label that has nothing more.
type teller struct {
	label  string
	relics []relic // oldest first
	start  Start   // where to begin in them
	past   bool
	more   int // labels whose pasts come behind it

	before <-chan struct{} // whose lines come first; may be nil
	told   chan<- struct{} // closed once all is sent; may be nil
}

// run sends until all is told or ctx is done. It has sent a notice about each
// error that it returns.
func (t *teller) run(ctx context.Context, out chan<- source.Batch) (err error) {
	if t.before != nil {
		select {
		case <-t.before:
		case <-ctx.Done():
			return nil
		}
	}
	if t.past {
		t.offer(ctx, out)
	} else {
		err = t.tell(ctx, out)
	}
	if t.told != nil {
		close(t.told)
	}
	return err
}

// reported is an error that a notice was sent about.
type reported struct{ error }

func (t *teller) offer(ctx context.Context, out chan<- source.Batch) {
	h := &history{relics: t.relics, start: t.start}
	source.Send(ctx, out, source.Batch{
		Source: t.label, Past: h.past(t.more), Notices: []source.Notice{{State: source.StateEnded}},
	})
}

func (t *teller) tell(ctx context.Context, out chan<- source.Batch) error {
	var errs []error
	for _, r := range t.begin(ctx) {
		s := &Stream{label: t.label, owned: true, open: func() (io.Reader, error) { return r.reader(ctx) }}
		err := s.Run(ctx, out)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			n := source.Notice{Severity: source.Warn, Text: err.Error(), Lost: source.Unknown}
			source.Send(ctx, out, source.Batch{Source: t.label, Notices: []source.Notice{n}})
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return reported{errors.Join(errs...)}
	}
	return nil
}

// begin returns the relics to be told, each with its start.
func (t *teller) begin(ctx context.Context) []relic {
	relics := slices.Clone(t.relics)
	for i := range relics {
		relics[i].start = Start{FromLine: 1}
	}
	if t.start.FromLine > 0 {
		relics[0].start = t.start
	} else {
		left := t.start
		for i := len(relics) - 1; i >= 0 && left != (Start{}) && ctx.Err() == nil; i-- {
			relics[i].start = left
			left = relics[i].left(ctx)
			if left == (Start{}) {
				relics = relics[i:]
				break
			}
		}
	}
	return relics
}
