package relay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
)

// sender takes records from the spool to Redis. All is done in the goroutine of
// run.
type sender struct {
	*Relay
	last chan struct{} // closed when nothing more will be spooled

	client  rueidis.Client // nil: not connected
	conn    rueidis.DedicatedClient
	release func()

	streams map[string]*stream // by key
	over    map[string]int     // members added to a sorted set since it was trimmed
	buf     []byte
	size    int // of a batch, in bytes
	beaten  time.Time

	reached bool      // once
	down    time.Time // since when; zero: it is not
	said    uint64    // of spool.dropped
	saidAt  time.Time
	refused map[string]bool // keys of another type that were said
}

func newSender(r *Relay) *sender {
	return &sender{
		Relay: r, last: make(chan struct{}), streams: map[string]*stream{}, over: map[string]int{},
		size: batchSize, refused: map[string]bool{},
	}
}

var (
	// errTaken is another process that writes for the same host.
	errTaken = errors.New("another rtwatch push writes for this host (give one of them another --host)")
	// errOrder is Redis's refusal of an id: it has more than this process knows.
	errOrder = errors.New("entries that were sent before came late")
)

// run sends until last is closed and all is sent, ctx is done, or the server
// lets nobody in.
func (s *sender) run(ctx context.Context) error {
	defer s.disconnect()
	defer s.spool.taking(false)
	tries := source.Backoff{Min: backoffMin, Max: backoffMax, Jitter: s.jitter}
	for {
		err := s.session(ctx)
		if ctx.Err() != nil || err == nil {
			return nil
		}
		if text := exchange.Refused(err); text != "" && !s.reached {
			return errors.New(text)
		}
		s.disconnect()
		switch {
		case errors.Is(err, errOrder):
			continue
		case errors.Is(err, context.DeadlineExceeded):
			s.size = max(s.size/2, 1)
		}
		s.isDown(err)
		if s.down.IsZero() {
			tries.Reset()
		}
		if !tries.Wait(ctx) {
			return nil
		}
	}
}

// session connects and sends until all is sent (nil) or something fails.
func (s *sender) session(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := s.connect(ctx); err != nil {
		return err
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	last := s.last
	for ending := false; ; {
		sent := false
		for {
			if s.now().Sub(s.beaten) >= heartbeat {
				if err := s.beat(ctx); err != nil {
					return err
				}
			}
			more, err := s.sendBatch(ctx)
			if err != nil {
				return err
			}
			s.isUp()
			if !more {
				break
			}
			sent = true
		}
		if ending {
			return s.leave(ctx)
		}
		if sent && !s.gather(ctx) {
			continue
		}
		select {
		case <-s.spool.more:
		case <-tick.C:
		case <-last:
			ending, last = true, nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// gather waits after a batch, so that what comes drop by drop goes together. It
// returns false if it is time to send before anything more has come.
func (s *sender) gather(ctx context.Context) bool {
	over := time.NewTimer(gatherFor)
	defer over.Stop()
	came := false
	for {
		select {
		case <-s.spool.more:
			came = true
			if s.spool.waiting() >= gatherSize {
				return false
			}
		case <-over.C:
			return !came
		case <-s.last:
			return true
		case <-ctx.Done():
			return true
		}
	}
}

func (s *sender) connect(ctx context.Context) error {
	client, err := s.options.To.Connect(ctx)
	if err != nil {
		return err
	}
	s.client = client
	s.conn, s.release = s.client.Dedicate()
	for _, st := range s.streams {
		st.synced = false
	}
	s.beaten = time.Time{}
	return nil
}

func (s *sender) disconnect() {
	if s.client != nil {
		s.release()
		s.client.Close()
		s.client = nil
	}
}

// sendBatch sends what is next in the spool. more is false if there is nothing.
func (s *sender) sendBatch(ctx context.Context) (more bool, err error) {
	b, buf, err := s.spool.read(s.buf, s.size)
	s.buf = buf
	if err != nil {
		s.spool.skip()
		s.options.Say(fmt.Sprintf("a part of the spool is lost: %v", err))
		return true, nil
	}
	s.sayDropped(false)
	if len(b.records) == 0 && len(b.lost) == 0 {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	if err := s.syncStreams(ctx, b); err != nil {
		return false, err
	}
	before := map[*stream]stream{}
	if err := s.transact(ctx, s.commands(b, before)); err != nil {
		s.buf = nil // what was under way may still be read
		for st, was := range before {
			*st = was // until the next connection asks the server
		}
		return false, err
	}
	s.spool.told(b.lost)
	s.spool.ack(b.end)
	s.size = min(2*s.size, batchSize)
	return true, nil
}

// transact runs the commands, all or none.
func (s *sender) transact(ctx context.Context, commands rueidis.Commands) error {
	if len(commands) == 0 {
		return nil
	}
	b := s.client.B()
	all := make(rueidis.Commands, 0, len(commands)+2)
	all = append(all, b.Arbitrary("MULTI").Build())
	all = append(all, commands...)
	all = append(all, b.Arbitrary("EXEC").Build())
	keys := make([]string, len(commands))
	for i, c := range commands {
		keys[i] = c.Commands()[1]
	}
	answers := s.conn.DoMulti(ctx, all...)
	for _, a := range answers[:len(answers)-1] { // why EXEC failed, if it does
		if err := a.Error(); err != nil {
			return err
		}
	}
	each, err := answers[len(answers)-1].ToArray()
	if err != nil {
		return err
	}
	for i, a := range each {
		switch err := a.Error(); {
		case err == nil || rueidis.IsRedisNil(err):
		case strings.Contains(err.Error(), "equal or smaller"):
			return errOrder
		case !s.refused[keys[i]]:
			s.refused[keys[i]] = true
			s.options.Say(fmt.Sprintf("key %q: %v; nothing is sent to it", keys[i], err))
		}
	}
	return nil
}
