// Package relay sends what a store has to Redis, where processes on other hosts
// read it: lines and samples into streams, samples and tables' rows into sorted
// sets (internal/exchange has the keys).
//
//	store ──Reader.Next──▶ Relay ──append──▶ spool ──read──▶ sender ──MULTI…EXEC──▶ Redis
//	        (it holds)               on disk, bounded           waits for it
//
// Everything goes through the spool, so that there is one way for all times:
// Redis there, slow, gone, or rtwatch started again. The store waits for the
// disk alone. What Redis has acknowledged is forgotten.
//
// # What comes once, and what is not promised
//
// An entry carries the spool's name and the record's number in it. On each new
// connection the last entry of a stream tells up to where it is complete, and
// only what is behind that is sent. A batch is one transaction: it is there as a
// whole or not at all. What an old connection may still bring to its end after
// that is refused by Redis, because ids are given in order and explicitly:
//
//	id = max(time, that of the entry before) - number of its first line in the stream
//
// So no line comes twice, with a clock set back too, and a gap in the numbers is
// a trimmed stream.
//
// What the spool has survives kill -9. It does not survive the machine's power,
// and rtwatch reads files from where it starts: lines that are written while no
// rtwatch push runs are not sent, unless -n asks for them. A record that Redis
// acknowledged and then lost itself (a restart without persistence, a failover to
// a replica that lagged) is not sent again. What was on its way when it was
// dropped counts as lost although it may have arrived. A sorted set may get a member back
// that was trimmed, until it is trimmed again.
package relay

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// Options say what is sent where.
type Options struct {
	To     exchange.Server
	Host   string // as exchange.CheckHost wants it
	Keep   int    // lines kept of each source, about
	Window int    // members kept of each sorted set, and ticks of samples, about

	Spool     string // folder
	SpoolSize int64  // bytes

	// Say is told in a sentence when the server goes and comes, and what was
	// dropped. It is called from one goroutine at a time.
	Say func(text string)
}

// Relay sends the lines of a store.
type Relay struct {
	options Options
	reader  *store.Reader
	spool   *spool
	keys    exchange.Keys
	tables  map[tableName]*rows
	now     func() time.Time
	jitter  func(bound time.Duration) time.Duration
}

// New opens the spool and holds the store from now on: make it before the
// sources start, and call Run, or the store stops.
func New(s *store.Store, o Options) (*Relay, error) {
	if err := exchange.CheckHost(o.Host); err != nil {
		return nil, err
	}
	sp, err := openSpool(o.Spool, o.SpoolSize)
	if errors.Is(err, errInUse) {
		return nil, fmt.Errorf("%w: give each its own --host or --spool", err)
	}
	if err != nil {
		return nil, fmt.Errorf("--spool %q: %w", o.Spool, err)
	}
	if sp.torn > 0 {
		o.Say(fmt.Sprintf("%s of the spool were half written or damaged, and are gone", size(sp.torn)))
	}
	return &Relay{
		options: o, spool: sp, reader: s.NewReader(store.Hold), keys: exchange.HostKeys(o.Host),
		tables: map[tableName]*rows{}, now: time.Now, jitter: rand.N[time.Duration],
	}, nil
}

// Run sends until nothing more will come and Redis has it all (nil), or Redis
// refuses for good (error). Once ctx is done, it waits no longer than flushFor
// for Redis; the rest stays in the spool for the next time.
func (r *Relay) Run(ctx context.Context) error {
	defer r.spool.close()
	defer r.reader.Close()
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(flushFor, cancel) })
	defer stop()

	s := newSender(r)
	ended := make(chan error, 1)
	go func() { ended <- s.run(sending) }()
	err := r.read(ended)
	if err == nil {
		close(s.last)
		err = <-ended
	}
	if left := r.spool.waiting(); left > 0 && err == nil {
		r.options.Say(fmt.Sprintf("%s are left in the spool, and are sent next time", size(left)))
	}
	return err
}

// read puts what comes into the spool until no more will come, or the sender
// has given up.
func (r *Relay) read(ended <-chan error) error {
	due := time.NewTimer(tableEvery)
	defer due.Stop()
	for {
		select {
		case <-r.reader.Changed():
		case <-due.C:
		case err := <-ended:
			return err
		}
		for {
			p, ok, done := r.reader.Next()
			if done {
				r.sendTables(true)
				return nil
			}
			if !ok {
				break
			}
			r.add(p)
		}
		if r.sendTables(false) {
			due.Reset(tableEvery)
		}
	}
}

// add spools what a piece holds.
func (r *Relay) add(p store.Piece) {
	at := p.At.UnixMilli()
	switch {
	case p.Notice:
		r.spool.append(&record{kind: notice, at: at, source: p.Source, severity: uint8(p.Severity), lines: 1, parts: [][]byte{trimEnd(p.Data)}})
	case len(p.Data) > 0:
		for b := range blocks(p) {
			b.at, b.source = at, p.Source
			r.spool.append(&b)
		}
	}
	r.addSamples(p)
	for _, t := range p.Tables {
		r.keepTable(p.Source, t, p.At)
	}
}

// addSamples spools samples, those of one moment together.
func (r *Relay) addSamples(p store.Piece) {
	moment := func(x source.Sample) int64 {
		if x.At.IsZero() {
			return p.At.UnixMilli()
		}
		return x.At.UnixMilli()
	}
	for rest := p.Samples; len(rest) > 0; {
		b := record{kind: samples, at: moment(rest[0]), source: p.Source}
		for len(rest) > 0 && moment(rest[0]) == b.at && len(b.parts) < 2*samplesAtOnce {
			if x := rest[0]; finite(x.Value) && x.Series != "" {
				b.parts = append(b.parts, []byte(x.Series), []byte(exchange.FormatValue(x.Value, x.Unit)))
			}
			rest = rest[1:]
		}
		if len(b.parts) > 0 {
			r.spool.append(&b)
		}
	}
}
