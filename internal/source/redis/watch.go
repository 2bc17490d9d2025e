package redis

import (
	"context"
	"errors"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Why a connection that was made is of no use.
var (
	errCluster  = errors.New("it is a node of a Redis Cluster")
	errSentinel = errors.New("that is a Sentinel: redis+sentinel://host:port/master asks it for the server")
	errReplica  = errors.New("it is no master yet")
)

// watch is the keys of one server, or one node, over all its connections.
type watch struct {
	*Source
	out    chan<- source.Batch
	roster *roster
	health *health
	keys   []*key

	locate     func(context.Context) (address, error) // where the server is now
	stays      func(context.Context, address) error   // returns when it is another; nil if it cannot be
	node       string                                 // the server's name to health
	alone      bool                                   // it must be no node of a cluster
	needMaster bool                                   // a replica will not do
	lost       chan<- struct{}                        // told of every session's end, if not nil

	left     position      // where the replication stream goes on
	enlisted bool          // there was one
	warned   bool          // it was told what that does to the server
	copied   time.Time     // when the last full sync began, and
	copyGap  time.Duration // how long to leave before the next

	synced bool      // its keys were fetched at least once
	back   bool      // the link was down since they were fetched last
	fresh  time.Time // when the server was last heard
	how    string    // changes were learned last
}

// run watches until ctx is done. It returns an error, a permanent one, only if
// the server refuses it at the very start; anything else it waits out.
func (w *watch) run(ctx context.Context) error {
	tries := w.backoff()
	for {
		began := w.now()
		err := w.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if w.alone && (errors.Is(err, errCluster) || isMoved(err)) {
			return errCluster
		}
		if !w.health.isSynced() || w.via == replication && !w.enlisted {
			if text := verdict(err); text != "" {
				return source.Permanent(errors.New(text)) // its text alone: err may repeat the password
			}
		}
		if errors.Is(err, errTooMuch) {
			for _, k := range w.keys {
				if k.stream != nil {
					k.stream.page = 1
				}
			}
		}
		w.back = w.back || w.synced
		if !isMoved(err) || w.lost == nil { // its keys have other nodes, which will tell
			w.down(ctx, err)
		}
		if w.lost != nil {
			select {
			case w.lost <- struct{}{}:
			default:
			}
		}
		if w.now().Sub(began) >= backoffReset {
			tries.Reset()
		}
		if !tries.Wait(ctx) {
			return nil
		}
	}
}

// session watches over one connection, from its dial to its loss, and returns
// why it was lost.
func (w *watch) session(ctx context.Context) error {
	s, err := w.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if w.stays != nil {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.cancel(w.stays(s.ctx, s.server))
		}()
		defer func() { s.cancel(errClosed); <-ended }()
	}
	defer func() {
		if w.synced {
			w.fresh = s.heard()
		}
	}()
	for _, k := range w.keys {
		if k.stream != nil {
			k.stream.resume(w.now())
		}
	}
	// Changes are announced before the first fetch: none falls between them.
	if err := s.fetch(ctx, w.keys); err != nil {
		return err
	}
	if err := s.scan(ctx); err != nil {
		return err
	}
	ready, _ := s.ready()
	if err := s.fetch(ctx, ready); err != nil {
		return err
	}
	if !w.reach(ctx, false) {
		return ctx.Err()
	}
	w.synced, w.back = true, false
	missed, lost := s.missed()
	if n, tell := w.health.up(w.node, s.describe(), missed, lost, w.now()); tell && !w.send(ctx, n) {
		return ctx.Err()
	}
	if w.how != "" && w.how != s.how && !w.send(ctx, source.Notice{Text: "connected to " + s.describe()}) {
		return ctx.Err()
	}
	w.how = s.how
	return s.follow(ctx)
}

// down tells, once, that the server is not there.
func (w *watch) down(ctx context.Context, err error) {
	reason := w.server.reason(err)
	if n, tell := w.health.down(w.node, reason, verdict(err), w.fresh, w.now()); tell {
		w.send(ctx, n)
	}
	w.reach(ctx, true)
}

// reach says of each key whether its server is away.
func (w *watch) reach(ctx context.Context, away bool) bool {
	for _, k := range w.keys {
		for _, b := range k.reach(away, w.now()) {
			if !source.Send(ctx, w.out, b) {
				return false
			}
		}
	}
	return true
}

func (w *watch) send(ctx context.Context, n source.Notice) bool {
	return source.Send(ctx, w.out, source.Batch{Source: w.Name(), At: w.now(), Notices: []source.Notice{n}})
}

// owner is for a server that has all keys.
func owner(string) bool { return true }

// runServer watches one server.
func (s *Source) runServer(ctx context.Context, r *roster, h *health, out chan<- source.Batch) error {
	w := &watch{Source: s, out: out, roster: r, health: h, keys: r.of(owner), node: s.Name(), alone: true}
	w.locate = func(context.Context) (address, error) { return s.server, nil }
	if s.server.kind == sentinel {
		w.locate, w.stays, w.needMaster = s.server.resolve, s.server.stays, true
	}
	h.expect([]string{w.node}, s.now())
	return w.run(ctx)
}
