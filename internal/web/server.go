// Package web shows a store over HTTP: to browsers, curl and Prometheus. It
// stands behind the store like the screen does, and writes nothing to it but
// what is posted, which goes to a source first.
//
//	store ──▶ view ──frames──▶ client      one view for all who ask for the same,
//	            │ reads, encodes once      one place in it for each client
//	            └──────────────────────▶ client
//
// One gate stands in front of every route. Nothing is served from disk.
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
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/web/static"
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
	Hosts []string // names besides localhost and the address's own; without port
	TLS   bool     // the listener speaks TLS
	Cert  *tls.Certificate

	// Post takes whole lines that somebody posted under a name; nil: nobody may
	// post. It may block for as long as ctx lives.
	Post func(ctx context.Context, name string, lines []byte, n int) error

	now         func() time.Time
	filterBurst time.Duration
	bounds      bounds // zero: as in limits.go
}

// bounds are how many connections there may be, and how many of them that are
// told what comes.
type bounds struct{ conns, connsPerIP, streams, streamsPerIP int }

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

	quit    chan struct{}
	clients sync.WaitGroup // streams that net/http knows nothing of
	sockets audience       // those of all views
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
		streams:   streams{most: o.bounds.streams, perIP: o.bounds.streamsPerIP, from: map[string]int{}},
	}
	s.gate = newGate(&o, hosts(addr, o.Hosts, o.TLS), o.now)
	s.gate.next = http.NewCrossOriginProtection().Handler(s.routes())
	return s
}

// hosts are the names under which a server may be asked for, with its port.
func hosts(addr net.Addr, more []string, secure bool) []string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		host, port = addr.String(), "0"
	}
	names := []string{"localhost", "127.0.0.1", "::1"}
	if ip := net.ParseIP(host); ip != nil && !ip.IsUnspecified() {
		names = append(names, ip.String())
	}
	var all []string
	for _, n := range append(names, more...) {
		n = strings.ToLower(n)
		all = append(all, net.JoinHostPort(n, port))
		if usual := map[bool]string{false: "80", true: "443"}[secure]; port == usual {
			if strings.Contains(n, ":") {
				n = "[" + n + "]"
			}
			all = append(all, n)
		}
	}
	return all
}

// Link is the address that lets a browser in: the token is in its fragment,
// which is not sent.
func Link(addr net.Addr, o *Options) string {
	scheme := "http://"
	if o.TLS {
		scheme = "https://"
	}
	host, port, _ := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	if len(o.Hosts) > 0 {
		host = o.Hosts[0]
	}
	link := scheme + net.JoinHostPort(host, port) + "/"
	if o.Token != "" {
		link += "#token=" + o.Token
	}
	return link
}

// Serve serves on listeners until ctx is done, and ends within two seconds then:
// clients are told to come back. It closes the listeners.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.count.requests.Add(1); s.gate.ServeHTTP(w, r) }),
		ReadHeaderTimeout: headerWithin, ReadTimeout: bodyWithin, WriteTimeout: answerWithin, IdleTimeout: idleFor,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
		Protocols: new(http.Protocols),
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
	sweep := time.NewTicker(lingerFor / 4)
	defer sweep.Stop()
	ping := time.NewTicker(pingEvery / pingTurns)
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
			s.sockets.ping()
		}
	}
	close(s.quit) // streams end by themselves
	s.sockets.close()
	late, cancel := context.WithTimeout(context.Background(), shutdownFor)
	defer cancel()
	if server.Shutdown(late) != nil {
		_ = server.Close()
	}
	s.clients.Wait()
	s.hub.close()
	for range running {
		<-ended
	}
	return err
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	page := packed(http.FileServerFS(static.Files))
	mux.Handle("GET /{$}", page)
	mux.Handle("GET /static/", http.StripPrefix("/static/", asset(page)))
	mux.HandleFunc("POST /session", s.signIn)
	mux.HandleFunc("GET /ws", s.socket)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("GET /poll", s.poll)
	mux.HandleFunc("GET /text", s.text)
	mux.HandleFunc("GET /lines", s.history(s.lines))
	mux.HandleFunc("GET /search", s.history(s.search))
	mux.HandleFunc("GET /series", s.history(s.series))
	mux.HandleFunc("GET /volume", s.history(s.volume))
	mux.HandleFunc("GET /tables", s.history(s.tables))
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("POST /feed", s.feed)
	return mux
}

// asset serves files, and no lists of them.
func asset(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "" || strings.HasSuffix(r.URL.Path, "/") || strings.HasSuffix(r.URL.Path, ".html") {
			refuse(w, http.StatusNotFound)
			return
		}
		files.ServeHTTP(w, r)
	})
}

// streams counts those who are told what comes.
type streams struct {
	most, perIP int
	mu          sync.Mutex
	all         int
	from        map[string]int
}

// enter lets a stream in, and returns what ends it; nil if there are too many.
func (s *streams) enter(ip string) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= s.most || s.from[ip] >= s.perIP {
		return nil
	}
	s.all++
	s.from[ip]++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.from[ip]--; s.from[ip] == 0 {
			delete(s.from, ip)
		}
	})
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// busy says that there are too many, and when to come back.
func busy(w http.ResponseWriter, status int, after time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	refuse(w, status)
}
