package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	flags.StringVar(&f.addr, "http", "", "serve the same view over HTTP at `ADDR`, such as :8080 (this machine only) or 0.0.0.0:8080")
	flags.BoolVar(&f.open, "http-open", false, "ask for no token; only on this machine's own addresses")
	flags.StringVar(&f.tokenFile, "http-token-file", "", "the token is in `FILE` (mode 0600); without it a new one is made, or $RTWATCH_TOKEN is taken")
	flags.StringVar(&f.cert, "http-cert", "", "speak TLS with the certificate in `FILE`")
	flags.StringVar(&f.key, "http-key", "", "and the key in `FILE`")
	flags.StringArrayVar(&f.hosts, "http-host", nil, "a `NAME` under which browsers may ask, besides localhost (repeatable)")
	flags.BoolVar(&f.insecure, "http-insecure", false, "serve other machines without TLS: who listens in reads along")
	flags.BoolVar(&f.headless, "headless", false, "neither screen nor lines: only --http")
}

// service is the store, served over HTTP.
type service struct {
	flags     *serveFlags
	listeners []net.Listener
	options   web.Options
	feed      *feed.Source
}

// listen opens the address, before there is a screen: what is wrong with it is
// said at once. It returns nil if nothing is to be served.
func (f *serveFlags) listen() (*service, error) {
	if f.addr == "" {
		if f.headless {
			return nil, usageError{errors.New("--headless shows nothing by itself"), "add --http :8080"}
		}
		if f.open || f.tokenFile != "" || f.cert != "" || f.key != "" || len(f.hosts) > 0 || f.insecure {
			return nil, usageError{errors.New("the --http-… flags need --http"), "add --http :8080"}
		}
		return nil, nil
	}
	host, port, err := net.SplitHostPort(f.addr)
	if err != nil {
		return nil, usage("--http %s: want HOST:PORT or :PORT", quote(f.addr))
	}
	s := &service{flags: f, feed: feed.New()}
	local := host == "" || host == "localhost"
	if ip := net.ParseIP(host); ip != nil {
		local = ip.IsLoopback()
	}
	switch {
	case f.open && (!local || f.tokenFile != ""):
		return nil, usage("--http-open is for this machine's own addresses only, and without a token")
	case (f.cert == "") != (f.key == ""):
		return nil, usage("--http-cert and --http-key belong together")
	case !local && f.cert == "" && !f.insecure:
		return nil, usageError{
			fmt.Errorf("--http %s: other machines reach it, and there is no TLS", quote(f.addr)),
			"add --http-cert and --http-key, or --http-insecure where the network is your own",
		}
	}
	if s.options.Token, err = f.token(); err != nil {
		return nil, err
	}
	if f.cert != "" {
		pair, err := tls.LoadX509KeyPair(f.cert, f.key)
		if err != nil {
			return nil, usage("--http-cert: %w", err)
		}
		s.options.Cert, s.options.TLS = &pair, true
	}
	s.options.Hosts = f.hosts
	if !local {
		return s, s.open(f.addr)
	}
	if host == "" || host == "localhost" { // both of the machine's own addresses, at the same port
		if err := s.open(net.JoinHostPort("127.0.0.1", port)); err != nil {
			return nil, err
		}
		_, port, _ = net.SplitHostPort(s.listeners[0].Addr().String())
		if l, err := net.Listen("tcp", net.JoinHostPort("::1", port)); err == nil { // there may be no IPv6
			s.listeners = append(s.listeners, l)
		}
		return s, nil
	}
	return s, s.open(f.addr)
}

func (s *service) open(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("--http %s: %w", quote(addr), err)
	}
	s.listeners = append(s.listeners, l)
	return nil
}

// close closes the listeners of a service that never ran.
func (s *service) close() {
	if s != nil {
		for _, l := range s.listeners {
			_ = l.Close()
		}
	}
}

// token reads the token, or makes one.
func (f *serveFlags) token() (string, error) {
	token, from := os.Getenv("RTWATCH_TOKEN"), "$RTWATCH_TOKEN"
	switch {
	case f.open:
		return "", nil
	case f.tokenFile != "":
		from = "--http-token-file " + quote(f.tokenFile)
		info, err := os.Stat(f.tokenFile)
		if err != nil {
			return "", usage("--http-token-file: %w", err)
		}
		if private(info) {
			text, err := os.ReadFile(f.tokenFile)
			if err != nil {
				return "", usage("--http-token-file: %w", err)
			}
			token = strings.TrimSpace(string(text))
			break
		}
		return "", usageError{fmt.Errorf("%s can be read by others", from), "chmod 600 " + f.tokenFile}
	case token == "":
		return web.NewToken(), nil
	}
	if len(token) < leastToken || strings.ContainsAny(token, " \t\r\n\"#%&") {
		return "", usage("%s: want a token of at least %d letters and digits", from, leastToken)
	}
	return token, nil
}

// leastToken is the shortest token in bytes: 64 bits, in hexadecimal digits.
const leastToken = 16

// link is what lets a browser in.
func (s *service) link() string { return web.Link(s.listeners[0].Addr(), &s.options) }

// run serves the store until ctx is done.
func (s *service) run(ctx context.Context, st *store.Store, w *watch) error {
	s.options.Store, s.options.Names, s.options.Title = st, w.names(), strings.Join(w.names(), "  ")
	s.options.Version, s.options.Filters = version(), w.flags.queries()
	s.options.Post = s.feed.Post
	var err error
	if s.options.Query, err = w.flags.query(); err != nil {
		return err
	}
	return web.New(s.options, s.listeners[0].Addr()).Serve(ctx, s.listeners...)
}

// start serves the store beside what is shown, and returns what ends it.
func (s *service) start(ctx context.Context, st *store.Store, w *watch) (stop func()) {
	if s == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	text := "open " + s.link()
	if !w.screen {
		fmt.Fprintf(w.err, "rtwatch: %s\n", text)
	}
	done.Go(func() {
		if w.screen {
			s.feed.Say(ctx, text)
		}
		if err := s.run(ctx, st, w); err != nil && ctx.Err() == nil {
			fmt.Fprintf(w.err, "rtwatch: error: http: %v\n", err)
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

// showNothing waits for the end of a watch that is only served.
func (w *watch) showNothing(ctx context.Context, _ *store.Store, ended *outcome) error {
	select {
	case <-ctx.Done():
	case <-ended.done:
	}
	return nil
}

func newFeed(p process) *cobra.Command {
	var f watchFlags
	c := &cobra.Command{
		Use:   "feed",
		Short: "Show lines that others post over HTTP",
		Long: `feed shows the lines that others send to its HTTP endpoint: with curl, or from
a program. It needs --http. The name in the address is the lines' source.`,
		Example: `  rtwatch feed --http :8080
  curl -H "Authorization: Bearer $RTWATCH_TOKEN" -H 'Content-Type: text/plain' \
    --data-binary @- 'http://localhost:8080/feed?source=deploy' < deploy.log`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			f.serve.feeding = true
			if f.serve.addr == "" {
				f.serve.addr = "localhost:0"
			}
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			return w.run(c.Context())
		},
	}
	f.register(c)
	return c
}
