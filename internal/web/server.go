package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// Options of a Server.
type Options struct {
	Store   *store.Store
	Title   string
	Names   []string // of what is watched
	Version string
	Filters []string     // that the command line asks for
	Query   *query.Query // what matches all of them: nobody sees anything else; nil: all

	// Token is what a client must know; "" lets everybody in who reaches the
	// address.
	Token string
	// Hosts are names besides localhost and the address's own: NAME at the
	// listener's port, NAME:PORT, or the origin of a proxy, such as https://NAME.
	Hosts []string
	Cert  *tls.Certificate // what TLS is spoken with; nil: it is not

	// Post takes whole lines that somebody posted under a name; nil: nobody may
	// post. It may block for as long as ctx lives. If it fails before ctx is done,
	// the name is at fault.
	Post func(ctx context.Context, name string, lines []byte, n int) error

	// Watched is called when Viewers returns something else, from any goroutine,
	// and must neither block nor call the server. It may be nil.
	Watched func()

	now         func() time.Time
	filterBurst time.Duration
	bounds      bounds // zero: as in limits.go
	waits       waits  // each zero: as in limits.go
}

// bounds are how many connections there may be, and how many of them that are
// told what comes.
type bounds struct{ conns, connsPerIP, streams, streamsPerIP int }

// waits are how long a connection may take: for its header, its body, an answer
// that is no stream; to show a sign of life, for which it is asked each ping,
// and to take what it is told; and how long it waits for a search, and for a view that
// is behind.
type waits struct{ header, body, answer, ping, alive, blocked, search, await time.Duration }

// Server serves one store. Serve runs it.
type Server struct {
	options Options
	store   *store.Store
	now     func() time.Time
	epoch   string
	began   time.Time
	hub     hub
	gate    *gate
	limits  limits
	count   counters

	presenter presenter
	curves    curves

	quit    chan struct{}
	clients sync.WaitGroup // what is done for streams besides their own goroutines
	peers   audience       // those of all views
	turn    atomic.Uint32  // of the next one's pings
}

// limits are what clients may ask for.
type limits struct {
	history, posts, postBytes *buckets
	posting                   chan struct{}
	streams                   streams
}

// counters count what was done, for /metrics.
type counters struct {
	requests, posted, postsBroken, skipped, stalled atomic.Uint64
}

// stall counts a client that has not taken what was written in time.
func (c *counters) stall(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.stalled.Add(1)
	}
}

var errClosed = errors.New("rtwatch is ending")

// New returns a Server for a listener at addr.
func New(o Options, addr net.Addr) *Server {
	if o.now == nil {
		o.now = time.Now
	}
	if o.filterBurst == 0 {
		o.filterBurst = filterBurst
	}
	if o.bounds == (bounds{}) {
		o.bounds = bounds{maxConns, maxConnsPerIP, maxStreams, maxStreamsPerIP}
	}
	w := &o.waits
	w.header, w.body, w.answer = cmp.Or(w.header, headerWithin), cmp.Or(w.body, bodyWithin), cmp.Or(w.answer, answerWithin)
	w.ping, w.alive, w.blocked = cmp.Or(w.ping, pingEvery), cmp.Or(w.alive, aliveFor), cmp.Or(w.blocked, blockedFor)
	w.search, w.await = cmp.Or(w.search, searchFor), cmp.Or(w.await, awaitFor)
	var epoch [4]byte
	rand.Read(epoch[:])
	s := &Server{options: o, store: o.Store, now: o.now, epoch: hex.EncodeToString(epoch[:]), quit: make(chan struct{})}
	s.began = o.now()
	s.hub.server, s.hub.views = s, map[string]*view{}
	s.limits = limits{
		history:   newBuckets(o.now, historyPerSecond, historyBurst),
		posts:     newBuckets(o.now, postsPerSecond, postsPerSecond),
		postBytes: newBuckets(o.now, postBytesPerS, postBytesPerS),
		posting:   make(chan struct{}, postsAtOnce),
		streams:   streams{most: o.bounds.streams, perIP: o.bounds.streamsPerIP, from: map[string]int{}, changed: o.Watched},
	}
	s.presenter = presenter{news: make(chan struct{}, 1), changed: make(chan struct{})}
	s.curves = curves{store: o.Store, now: o.now}
	s.gate = newGate(&o, origins(addr, o.Hosts, o.Cert != nil), o.now)
	s.gate.next = http.NewCrossOriginProtection().Handler(s.routes())
	return s
}

// Serve serves on listeners until ctx is done, and ends within two seconds then:
// clients are told to come back. It closes the listeners.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	waits := &s.options.waits
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.count.requests.Add(1); s.gate.ServeHTTP(w, r) }),
		ReadHeaderTimeout: waits.header, ReadTimeout: waits.body, WriteTimeout: waits.answer, IdleTimeout: idleFor,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
		Protocols: new(http.Protocols), DisableGeneralOptionsHandler: true,
	}
	server.Protocols.SetHTTP1(true)
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		bounded := net.Listener(limit(l, s.options.bounds.conns, s.options.bounds.connsPerIP))
		if s.options.Cert != nil {
			bounded = tls.NewListener(bounded, &tls.Config{Certificates: []tls.Certificate{*s.options.Cert}, MinVersion: tls.VersionTLS12})
		}
		go func() { ended <- server.Serve(bounded) }()
	}
	s.clients.Go(s.present)
	sweep := time.NewTicker(lingerFor / 4)
	defer sweep.Stop()
	ping := time.NewTicker(waits.ping / pingTurns)
	defer ping.Stop()
	var err error
	running := len(listeners)
	for serving := true; serving; {
		select {
		case <-ctx.Done():
			serving = false
		case err = <-ended:
			running--
			serving = false
		case <-sweep.C:
			s.hub.sweep()
		case <-ping.C:
			s.peers.ping()
		}
	}
	close(s.quit) // streams end by themselves
	s.peers.close()
	late, cancel := context.WithTimeout(context.Background(), shutdownFor)
	defer cancel()
	if server.Shutdown(late) != nil {
		_ = server.Close()
	}
	s.limits.streams.close()
	s.hub.close()
	s.clients.Wait()
	for range running {
		if other := <-ended; err == nil && !errors.Is(other, http.ErrServerClosed) {
			err = other
		}
	}
	return err
}
