package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/relay"
	"github.com/rtwatch/rtwatch/internal/source/load"
	"github.com/rtwatch/rtwatch/internal/store"
)

func newPush(p process) *cobra.Command {
	f := watchFlags{fromEnd: true}
	var o relay.Options
	var to string
	var files redisFiles
	spoolSize := byteSize(relay.DefaultSpool)
	c := &cobra.Command{
		Use:   "push --to URL SPEC...",
		Short: "Send this host's lines and numbers to Redis, through outages",
		Long: `push sends what its sources say to Redis, where rtwatch fleet, and whatever else
reads streams and sorted sets, finds it. SPEC is a path, -, iostat,
redis://HOST?keys=K or run:CMD, as --with of the other commands takes it. The
machine's load goes with them.

What Redis does not take waits on disk, up to --spool-size, also when rtwatch is
killed and started again; no line comes twice. When the spool is full the oldest
lines are dropped, and counted here and in the stream. Files are read from their
end: what is written to them while no rtwatch push runs is not sent.

The password comes from $REDIS_PASSWORD or --password-file.`,
		Example: `  rtwatch push --to redis://db.example iostat /var/log/syslog 'logs/*.log'
  make 2>&1 | rtwatch push --to redis://db.example --host ci-7 -`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("push needs something to send"), "rtwatch push --to redis://HOST iostat app.log"}
			}
			if to == "" {
				return usageError{errors.New("push needs --to"), "rtwatch push --to redis://HOST iostat app.log"}
			}
			var err error
			if o.To, err = server("--to", to, files); err != nil {
				return err
			}
			if o.Keep < 1 || o.Window < 1 {
				return usage("--maxlen and --window: want a number of at least 1")
			}
			if o.SpoolSize = int64(spoolSize); o.Host == "" {
				if o.Host, err = os.Hostname(); err != nil {
					return usageError{err, "give this host a name with --host"}
				}
			}
			if err := exchange.CheckHost(o.Host); err != nil {
				return usageError{error: err}
			}
			if o.Spool == "" {
				cache, err := os.UserCacheDir()
				if err != nil {
					return usageError{err, "say with --spool where lines may wait"}
				}
				o.Spool = filepath.Join(cache, "rtwatch", "spool-"+o.Host)
			}
			o.Say = func(text string) { fmt.Fprintf(p.err, "rtwatch: %s\n", line.CleanString(text)) }
			w := &watch{process: p, flags: &f, relay: &o}
			w.beside = append(w.beside, load.New())
			for _, spec := range args {
				if err := w.add(spec); err != nil {
					return err
				}
			}
			return w.run(c.Context())
		},
	}
	flags := c.Flags()
	flags.StringVar(&to, "to", "", "`URL` of Redis: one server, its Sentinels or a node of its Cluster, as rtwatch redis has it")
	flags.StringVar(&o.Host, "host", "", "`NAME` of this host, the same at each start (default: the system's name for it)")
	flags.VarP(&f.lines, "lines", "n", "begin `N` lines before a file's end, or with +N at line N")
	c.Flag("lines").DefValue = "0"
	flags.BoolVar(&f.noFollow, "no-follow", false, "end at the end of what there is")
	flags.IntVar(&o.Keep, "maxlen", relay.DefaultKeep, "keep about the newest `N` lines of each source in Redis")
	flags.IntVar(&o.Window, "window", relay.DefaultWindow, "keep about the newest `N` members of each sorted set")
	flags.StringVar(&o.Spool, "spool", "", "`DIR` where lines wait for Redis (default: rtwatch/spool-NAME in the user's cache)")
	flags.Var(&spoolSize, "spool-size", "at most so many `BYTES` wait")
	c.Flag("spool-size").DefValue = "256MiB"
	files.register(flags)
	flags.SortFlags = false
	return c
}

// server reads the address of Redis that a flag gives.
func server(flag, url string, files redisFiles) (exchange.Server, error) {
	password, ca, err := files.read()
	if err != nil {
		return exchange.Server{}, err
	}
	s, err := exchange.ParseServer(flag, url, password, ca)
	if err != nil {
		return s, usageError{error: err}
	}
	return s, nil
}

// showRelay makes what sends the store's lines to Redis until no more come.
func (w *watch) showRelay(st *store.Store) (func(context.Context, *store.Store, *outcome) error, error) {
	r, err := relay.New(st, *w.relay)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, _ *store.Store, _ *outcome) error { return r.Run(ctx) }, nil
}
