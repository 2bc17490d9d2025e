// Package load tells how busy the machine is by its load average: how many
// processes run, or wait to, on the mean of a minute (getloadavg(3)).
package load

import (
	"context"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// every is how often it is told: systems count it each five seconds.
const every = 5 * time.Second

// Source sends the load as the series "load", from the start on. Where the
// system has none, it ends.
type Source struct {
	now  func() time.Time
	read func(context.Context) (float64, error)
}

var _ source.Source = (*Source)(nil)

// New returns the machine's load.
func New() *Source { return &Source{now: time.Now, read: average} }

// Name is "load".
func (s *Source) Name() string { return "load" }

// Run sends until ctx is done.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		load, err := s.read(ctx)
		if err != nil {
			return nil //nolint:nilerr // nobody asked for it
		}
		now := s.now()
		if !source.Send(ctx, out, source.Batch{Source: s.Name(), At: now, Samples: []source.Sample{{At: now, Series: "load", Value: load}}}) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}
