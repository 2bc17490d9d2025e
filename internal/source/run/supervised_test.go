//go:build unix

package run

import (
	"context"

	"github.com/rtwatch/rtwatch/internal/source"
)

// supervised is a source together with its supervisor.
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
