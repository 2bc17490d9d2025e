package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// ear listens to channels of pub/sub, on a connection of its own. In a Cluster
// that is to any one node: what is published on one is passed to all. (Sharded
// channels, which are not, are none of its business.)
type ear struct {
	*Source
	out      chan<- source.Batch
	byName   map[string]*channel
	active   []*channel // with something to send
	waiting  int        // bytes of lines of those
	messages chan message
	fleet    *fleet // to find a node of a cluster; else nil

	synced bool      // it has listened
	told   bool      // that the link is down
	fresh  time.Time // when the server was last heard
}

// runChannels listens until ctx is done, as Run.
func (s *Source) runChannels(ctx context.Context, out chan<- source.Batch) error {
	e := &ear{Source: s, out: out, byName: map[string]*channel{}, messages: make(chan message, waitingMessages)}
	if s.server.kind == cluster {
		e.fleet = &fleet{Source: s, nodes: slices.Clone(s.server.seeds)}
	}
	tries := s.backoff()
	for {
		began := s.now()
		err := e.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if !e.synced {
			if text := verdict(err); text != "" {
				return source.Permanent(errors.New(text))
			}
		}
		if !e.down(ctx, err) {
			return nil
		}
		if s.now().Sub(began) >= backoffReset {
			tries.Reset()
		}
		if !tries.Wait(ctx) {
			return nil
		}
	}
}

// locate returns where to listen now.
func (e *ear) locate(ctx context.Context) (address, error) {
	switch {
	case e.fleet != nil:
		defer e.fleet.hangUp()
		if _, err := e.fleet.topology(ctx); err != nil {
			return address{}, err
		}
		return e.server.at(e.fleet.nodes[0]), nil
	case e.server.kind == sentinel:
		return e.server.resolve(ctx)
	}
	return e.server, nil
}

// session listens over one connection, and returns why it was lost.
func (e *ear) session(ctx context.Context) error {
	server, err := e.locate(ctx)
	if err != nil {
		return err
	}
	linkCtx, cancel := context.WithCancelCause(ctx)
	l, err := connect(linkCtx, cancel, server, func([]string) {})
	if err != nil {
		return err
	}
	defer l.close()
	switch {
	case l.mode == "sentinel":
		return errSentinel
	case !l.resp3:
		return refusal{errors.New("the server does not speak RESP3, which --channels takes: Redis 6 or later is needed")}
	case l.mode == "cluster" && e.fleet == nil && len(e.server.seeds) > 0:
		e.fleet = &fleet{Source: e.Source, nodes: slices.Clone(e.server.seeds)}
	}
	patterns := make([]string, len(e.channels))
	for i, p := range e.channels {
		patterns[i] = string(p)
	}
	if err := l.listen(patterns, func(m rueidis.PubSubMessage) { e.heard(l, m) }); err != nil {
		return err
	}
	if e.server.kind == sentinel {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			cancel(e.server.stays(linkCtx, server))
		}()
		defer func() { cancel(errClosed); <-ended }()
	}
	if !e.up(ctx, l.version) {
		return ctx.Err()
	}
	err = e.follow(ctx, l)
	e.fresh = time.Unix(0, l.heard.Load())
	return err
}

// heard hands a message on. It blocks while there is no room, and so leaves the
// server waiting.
func (e *ear) heard(l *link, m rueidis.PubSubMessage) {
	got := message{
		id:      cutText(m.Message),
		channel: m.Channel, pattern: m.Pattern, at: e.now(),
	}
	if !e.isFirst(got) {
		return
	}
	select {
	case e.messages <- got:
	case <-l.ctx.Done():
	}
}

// follow sends what is heard until the link is lost. The first message after a
// pause is sent at once, those that follow are gathered.
func (e *ear) follow(ctx context.Context, l *link) error {
	timer := time.NewTimer(0)
	<-timer.C
	defer timer.Stop()
	pausing := true
	for {
		select {
		case <-l.ctx.Done():
			for len(e.messages) > 0 {
				e.take(<-e.messages)
			}
			e.flush(ctx)
			return context.Cause(l.ctx)
		case m := <-e.messages:
			e.take(m)
			if !pausing && e.waiting < blockSize {
				continue
			}
		case <-timer.C:
			if pausing = len(e.active) == 0; pausing {
				continue
			}
		}
		if !e.flush(ctx) {
			return ctx.Err()
		}
		pausing = false
		timer.Reset(source.GatherFor)
	}
}

func (e *ear) take(m message) {
	c := e.of(m)
	c.take(m, e.view)
	e.waiting += len(m.text)
	if !slices.Contains(e.active, c) {
		e.active = append(e.active, c)
	}
}

// flush sends what was taken.
func (e *ear) flush(ctx context.Context) bool {
	now := e.now()
	for _, c := range e.active {
		for _, b := range c.batches(now) {
			if !source.Send(ctx, e.out, b) {
				return false
			}
		}
	}
	e.active, e.waiting = e.active[:0], 0
	return true
}

// up tells that the channels are listened to, and what was not heard.
func (e *ear) up(ctx context.Context, version string) bool {
	now := e.now()
	n := source.Notice{State: source.StateLive, Text: fmt.Sprintf("connected to Redis %s, listening to channels (names and patterns: %d)", version, len(e.channels))}
	if e.synced {
		n.Severity, n.Lost = source.Warn, source.Unknown
		n.Text = fmt.Sprintf("listening again; what was published on the channels between %s and %s was not heard",
			e.fresh.Format(time.TimeOnly), now.Format(time.TimeOnly))
	}
	e.synced, e.told = true, false
	return e.tell(ctx, n)
}

// down tells, once, that the channels are not listened to.
func (e *ear) down(ctx context.Context, err error) bool {
	if e.told {
		return true
	}
	e.told = true
	return e.tell(ctx, source.Notice{
		State: source.StateWaiting, Severity: source.Warn,
		Text: fmt.Sprintf("the channels of %s are not heard: %s; what is published until it is back is lost to rtwatch", e.Name(), e.server.reason(err)),
	})
}

// tell sends a notice. Where keys are watched, the state is theirs to tell.
func (e *ear) tell(ctx context.Context, n source.Notice) bool {
	if e.watchesKeys() {
		n.State = source.StateSame
	}
	return source.Send(ctx, e.out, source.Batch{Source: e.Name(), At: e.now(), Notices: []source.Notice{n}})
}
