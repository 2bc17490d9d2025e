package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source/feed"
	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/web"
)

// serveFlags say whether and how the store is served over HTTP.
type serveFlags struct {
	addr      string
	open      bool
	tokenFile string
	cert, key string
	hosts     []string
	insecure  bool
	headless  bool
	feeding   bool // what is posted is the point: other sources may end
}

func (f *serveFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.addr, "http", "", "serve the same view over HTTP at `ADDR`, such as :8080 (this machine only), 0.0.0.0:8080 or unix:/run/user/1000/rtwatch")
	flags.BoolVar(&f.open, "http-open", false, "ask for no token; only on this machine's own addresses")
	flags.StringVar(&f.tokenFile, "http-token-file", "", "the token is in `FILE` (mode 0600); without it a new one is made, or $RTWATCH_TOKEN is taken")
	flags.StringVar(&f.cert, "http-cert", "", "speak TLS with the certificate in `FILE`")
	flags.StringVar(&f.key, "http-key", "", "and the key in `FILE`")
	flags.StringArrayVar(&f.hosts, "http-host", nil, "a `NAME`, NAME:PORT or https://NAME (of a proxy) under which browsers may ask, besides localhost (repeatable)")
	flags.BoolVar(&f.insecure, "http-insecure", false, "serve other machines without TLS: who listens in reads along")
	flags.BoolVar(&f.headless, "headless", false, "neither screen nor lines: only --http")
}

// service is the store, served over HTTP.
type service struct {
	address   address
	listeners []net.Listener
	options   web.Options
	feed      *feed.Source
	failed    chan error // receives why nothing is served any more, where nothing else is shown
}

// errNeedsHTTP is a flag that says something of --http, without it.
var errNeedsHTTP = usageError{errors.New("the --http-… flags need --http"), "add --http :8080"}

// listen opens the address, before there is a screen: what is wrong with it is
// said at once. It returns nil if nothing is to be served.
func (f *serveFlags) listen() (*service, error) {
	if f.addr == "" {
		if f.headless {
			return nil, usageError{errors.New("--headless shows nothing by itself"), "add --http :8080"}
		}
		if f.open || f.tokenFile != "" || f.cert != "" || f.key != "" || len(f.hosts) > 0 || f.insecure {
			return nil, errNeedsHTTP
		}
		return nil, nil
	}
	a, err := parseAddress(f.addr)
	if err != nil {
		return nil, err
	}
	switch {
	case f.open && (!a.local() || f.tokenFile != ""):
		return nil, usage("--http-open is for this machine's own addresses only, and without a token")
	case (f.cert == "") != (f.key == ""):
		return nil, usage("--http-cert and --http-key belong together")
	case !a.local() && f.cert == "" && !f.insecure:
		return nil, usageError{
			fmt.Errorf("--http %s: other machines reach it, and there is no TLS", quote(f.addr)),
			"add --http-cert and --http-key, or --http-insecure where the network is your own",
		}
	}
	s := &service{address: a}
	for _, h := range f.hosts {
		if err := web.CheckHost(h); err != nil {
			return nil, usage("--http-host: %w", err)
		}
	}
	s.options.Hosts = f.hosts
	if !f.open {
		if s.options.Token, err = readToken(f.tokenFile); err != nil {
			return nil, err
		}
	}
	if f.cert != "" {
		if s.options.Cert, err = certificate(f.cert, f.key); err != nil {
			return nil, err
		}
	}
	s.failed = make(chan error, 1)
	s.listeners, err = a.listen()
	return s, err
}

// certificate reads a certificate and its key.
func certificate(cert, key string) (*tls.Certificate, error) {
	certText, _, err := small(cert)
	if err != nil {
		return nil, usage("--http-cert: %w", err)
	}
	keyText, _, err := small(key)
	if err != nil {
		return nil, usage("--http-key: %w", err)
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	if err != nil {
		return nil, usage("--http-cert %s and --http-key %s: %w", quote(cert), quote(key), err)
	}
	return &pair, nil
}

// close closes the listeners of a service that never ran.
func (s *service) close() {
	if s != nil {
		for _, l := range s.listeners {
			_ = l.Close()
		}
	}
}

// link is what lets a browser in.
func (s *service) link() string {
	o := s.options
	if s.address.both() && len(o.Hosts) == 0 {
		o.Hosts = []string{"localhost"}
	}
	return web.Link(s.listeners[0].Addr(), &o)
}

// invitation says how to get in.
func (s *service) invitation() string {
	if s.address.path != "" {
		return fmt.Sprintf("open %s through the socket %s", s.link(), s.address.path)
	}
	return "open " + s.link()
}

// warning is what whoever serves without TLS has to know; "" if all is well.
func (s *service) warning() string {
	if s.address.local() || s.options.Cert != nil {
		return ""
	}
	return fmt.Sprintf("--http %s is without TLS: whoever is on the way reads the lines and the token", s.address)
}

// connect has it serve a store of what is watched, as far as shown matches it.
func (s *service) connect(st *store.Store, w *watch, shown *query.Query) {
	s.feed = feed.New(func(name string) bool { return w.owns(st, name) })
	o := &s.options
	o.Store, o.Query, o.Filters = st, shown, w.flags.queries()
	o.Names, o.Title, o.Version = w.names(), strings.Join(w.names(), "  "), version()
	o.Post = s.feed.Post
}

// start serves the store that it is connected to beside what is shown, and
// returns what ends it.
func (s *service) start(ctx context.Context, w *watch) (stop func()) {
	if s == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	var now serving
	undraw := func() {}
	if w.screen {
		now.changed = make(chan struct{}, 1)
	} else {
		undraw = draw(s.options.Store, w.flags.settings.Graphs)
		fmt.Fprintf(w.err, "rtwatch: %s\n", s.invitation())
		if warning := s.warning(); warning != "" {
			fmt.Fprintf(w.err, "rtwatch: warning: %s\n", warning)
		}
	}
	s.options.Watched = now.tell
	server := web.New(s.options, s.listeners[0].Addr())
	if w.screen {
		w.shared = s.shared(server, &now)
	}
	done.Go(func() {
		err := server.Serve(ctx, s.listeners...)
		switch {
		case err == nil || ctx.Err() != nil:
		case w.screen:
			now.end(err)
			s.feed.Fail(ctx, fmt.Sprintf("not served any more: %v", err))
		case w.flags.serve.headless: // there is nothing left to go on for
			s.failed <- err
		default:
			fmt.Fprintf(w.err, "rtwatch: error: %v\n", s.address.fails(err))
		}
	})
	return func() {
		cancel()
		done.Wait()
		undraw()
	}
}

// draw has the store measure the numbers in lines that are asked for, where there
// is no screen that does, and returns what ends it.
func draw(st *store.Store, specs []string) (undraw func()) {
	var texts []string
	for _, spec := range specs {
		g, err := store.ParseGraph(spec)
		if err == nil {
			_, err = st.Draw(g, 0)
		}
		if err == nil { // else the settings' check would have said so
			texts = append(texts, g.Text)
		}
	}
	return func() {
		for _, text := range texts {
			st.Erase(text)
		}
	}
}

// wait waits for the end of a watch that is only served, and returns why it is
// served no more.
func (s *service) wait(ctx context.Context, _ *store.Store, ended *outcome) error {
	select {
	case <-ctx.Done():
	case <-ended.done:
	case err := <-s.failed:
		return s.address.fails(err)
	}
	return nil
}
