// Package fleet watches all hosts that rtwatch push sends to a Redis server or
// Cluster: the newest lines of each, then whatever comes, their numbers, and a
// table of the hosts themselves.
//
//	rtwatch:hosts ──▶ hosts ──▶ their streams ──XREAD──▶ lines  host/source
//	 (each second)     (each 5 s)                        samples host.series
//	                                                     table  hosts
//
// It reads the streams, one entry for all numbers of a host at one time, and
// leaves the sorted sets to others. It writes nothing, so that any number of
// processes can watch; it must not believe what it reads.
//
// One server answers all streams at once: where 256 are enough, XREAD waits
// there for something new. A Cluster, or more streams, are asked in turn, as
// one pipeline, with a pause that grows with their number, so that the cost is
// bounded: what is shown is then up to 0.3 s old.
//
// A lost connection is no end: reading goes on behind the last entry of each
// stream, so that nothing is missed or comes twice. Entries are numbered by
// lines (internal/exchange): what was trimmed away meanwhile is a gap in the
// numbers, which is counted and said.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
)

// Options say what to watch.
type Options struct {
	From   exchange.Server
	Newest int // entries of each stream of lines that are shown at the start
}

// Source watches a fleet. See the package comment.
type Source struct {
	options Options
	now     func() time.Time
	jitter  func(bound time.Duration) time.Duration
}

// New returns a Source; it connects to nothing.
func New(o Options) *Source {
	return &Source{options: o, now: time.Now, jitter: rand.N[time.Duration]}
}

// Name is the server's address without its password.
func (s *Source) Name() string { return s.options.From.Label }

// Run sends what the hosts say until ctx is done. It ends with an error only if
// the server refuses it for good before it was reached once.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	w := &watch{Source: s, out: out, hosts: map[string]*host{}}
	tries := source.Backoff{Min: backoffMin, Max: backoffMax, Jitter: s.jitter}
	for {
		began := s.now()
		err := w.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if text := exchange.Refused(err); text != "" && !w.reached {
			return source.Permanent(errors.New(text))
		}
		if !w.lost(ctx, err) {
			return nil
		}
		if s.now().Sub(began) > 2*backoffMax {
			tries.Reset()
		}
		if !tries.Wait(ctx) {
			return nil
		}
	}
}

// watch is one Run: what is known of the hosts, over all connections.
type watch struct {
	*Source
	out    chan<- source.Batch
	client rueidis.Client // of this session

	hosts   map[string]*host
	feeds   []*feed // those that are read, of all hosts
	changed bool    // feeds must be gathered again

	looked  time.Time // at the registry
	listed  time.Time // the sources of all hosts
	reached bool      // once
	down    time.Time // since when; zero: it is not
}

// session reads over one connection until it fails or ctx is done.
func (w *watch) session(ctx context.Context) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if w.client, err = w.options.From.Connect(ctx); err != nil {
		return err
	}
	defer w.client.Close()
	w.looked, w.listed = time.Time{}, time.Time{}
	for {
		if w.now().Sub(w.looked) >= lookEvery {
			if err := w.look(ctx); err != nil {
				return err
			}
		}
		if w.changed {
			if err := w.gather(ctx); err != nil {
				return err
			}
		}
		if !w.up(ctx) {
			return ctx.Err()
		}
		full, err := w.read(ctx)
		if err != nil {
			return err
		}
		if full {
			continue
		}
		select {
		case <-time.After(w.pause()):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pause is how long to leave the server alone between two reads.
func (w *watch) pause() time.Duration {
	return min(max(time.Duration(len(w.feeds))*pauseEach, pauseLeast), pauseMost)
}

// up tells, once, that the server is there.
func (w *watch) up(ctx context.Context) bool {
	if w.reached && w.down.IsZero() {
		return true
	}
	n := source.Notice{State: source.StateLive, Text: fmt.Sprintf("connected to %s; hosts: %d", w.Name(), len(w.hosts))}
	if w.reached {
		n.Text = fmt.Sprintf("back after %v", w.now().Sub(w.down).Round(time.Second/10))
	}
	w.reached, w.down = true, time.Time{}
	return w.notice(ctx, n)
}

// lost tells, once, that the server is not there.
func (w *watch) lost(ctx context.Context, err error) bool {
	if !w.down.IsZero() {
		return true
	}
	w.down = w.now()
	return w.notice(ctx, source.Notice{
		State: source.StateWaiting, Severity: source.Warn,
		Text: fmt.Sprintf("%s is down: %s; trying again until it is there", w.Name(), exchange.Reason(err)),
	})
}

func (w *watch) notice(ctx context.Context, n source.Notice) bool {
	return source.Send(ctx, w.out, source.Batch{Source: w.Name(), At: w.now(), Notices: []source.Notice{n}})
}
