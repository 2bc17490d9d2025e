package sourcetest

import (
	"context"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Supervise returns a source together with the supervisor that runs it again
// when it fails.
func Supervise(s source.Source) source.Source { return supervised{s} }

type supervised struct{ source.Source }

func (s supervised) Run(ctx context.Context, out chan<- source.Batch) error {
	inner := make(chan source.Batch)
	ended := make(chan error, 1)
	go func() { ended <- new(source.Supervisor).Run(ctx, inner, s.Source) }()
	for b := range inner {
		source.Send(ctx, out, b)
	}
	return <-ended
}
