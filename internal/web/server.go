package web

import (
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
}

// conditions are what a server runs under: which clock, and which bounds.
type conditions struct {
	now         func() time.Time
	filterBurst time.Duration
	bounds      bounds
	waits       waits
}

// bounds are how many connections there may be, and how many of them that are
// told what comes.
type bounds struct{ conns, connsPerIP, streams, streamsPerIP int }

// waits are how long a connection may take: for its header, its body, an answer
// that is no stream; to show a sign of life, for which it is asked each ping,
// and to take what it is told; and how long it waits for a search, and for a view that
// is behind.
type waits struct{ header, body, answer, ping, alive, blocked, search, await time.Duration }

// usual are the conditions that limits.go tells of.
func usual() conditions {
	return conditions{
		now: time.Now, filterBurst: filterBurst,
		bounds: bounds{conns: maxConns, connsPerIP: maxConnsPerIP, streams: maxStreams, streamsPerIP: maxStreamsPerIP},
		waits: waits{
			header: headerWithin, body: bodyWithin, answer: answerWithin,
			ping: pingEvery, alive: aliveFor, blocked: blockedFor, search: searchFor, await: awaitFor,
		},
	}
}

// Server serves one store. Serve runs it.
type Server struct {
	options Options
	conditions
	store  *store.Store
	epoch  string
	began  time.Time
	hub    hub
	gate   *gate
	limits limits
	count  counters

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

// New returns a Server for a listener at addr: the names that it answers to
// follow from that. It opens nothing; Serve is to be called once.
func New(o Options, addr net.Addr) *Server { return newServer(o, usual(), addr) }

func newServer(o Options, c conditions, addr net.Addr) *Server {
	var epoch [4]byte
	rand.Read(epoch[:])
	s := &Server{options: o, conditions: c, store: o.Store, epoch: hex.EncodeToString(epoch[:]), quit: make(chan struct{})}
	s.began = c.now()
	s.hub.server, s.hub.views, s.hub.budget = s, map[string]*view{}, newBudget(c.now, c.filterBurst)
	s.limits = limits{
		history:   newBuckets(c.now, historyPerSecond, historyBurst),
		posts:     newBuckets(c.now, postsPerSecond, postsPerSecond),
		postBytes: newBuckets(c.now, postBytesPerS, postBytesPerS),
		posting:   make(chan struct{}, postsAtOnce),
		streams:   streams{most: c.bounds.streams, perIP: c.bounds.streamsPerIP, from: map[string]int{}, changed: o.Watched},
	}
	s.presenter = presenter{news: make(chan struct{}, 1), changed: make(chan struct{})}
	s.curves = curves{store: o.Store, now: c.now}
	s.gate = newGate(&o, origins(addr, o.Hosts, o.Cert != nil), c.now)
	s.gate.next = http.NewCrossOriginProtection().Handler(s.routes())
	return s
}

// Serve serves on listeners until ctx is done, and ends within two seconds then:
// clients are told to come back. It closes the listeners.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	server := s.httpServer()
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		bounded := net.Listener(limit(l, s.bounds.conns, s.bounds.connsPerIP))
		if s.options.Cert != nil {
			bounded = tls.NewListener(bounded, &tls.Config{Certificates: []tls.Certificate{*s.options.Cert}, MinVersion: tls.VersionTLS12})
		}
		go func() { ended <- server.Serve(bounded) }()
	}
	s.clients.Go(s.present)
	sweep := time.NewTicker(lingerFor / 4)
	defer sweep.Stop()
	ping := time.NewTicker(s.waits.ping / pingTurns)
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
	s.hub.close() // who waits for a search waits no longer
	late, cancel := context.WithTimeout(context.Background(), shutdownFor)
	defer cancel()
	if server.Shutdown(late) != nil {
		_ = server.Close()
	}
	s.limits.streams.close()
	s.clients.Wait()
	for range running {
		if other := <-ended; err == nil && !errors.Is(other, http.ErrServerClosed) {
			err = other
		}
	}
	return err
}

// httpServer is net/http's, within the bounds of limits.go.
func (s *Server) httpServer() *http.Server {
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.count.requests.Add(1)
			s.gate.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: s.waits.header, ReadTimeout: s.waits.body, WriteTimeout: s.waits.answer, IdleTimeout: idleFor,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
		Protocols: new(http.Protocols), DisableGeneralOptionsHandler: true,
	}
	server.Protocols.SetHTTP1(true)
	return server
}
