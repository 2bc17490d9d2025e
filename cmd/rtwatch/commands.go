package main

import (
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/rtwatch/rtwatch/internal/source/iostat"
	"github.com/rtwatch/rtwatch/internal/source/redis"
	"github.com/rtwatch/rtwatch/internal/source/run"
)

func newTail(p process) *cobra.Command {
	var f watchFlags
	var poll bool
	wait := span{Duration: 5 * time.Second, least: 100 * time.Millisecond}
	c := &cobra.Command{
		Use:   "tail FILE...",
		Short: "Follow files, through rotation and truncation, losing nothing",
		Long: `tail follows files as they grow: files, glob patterns in quotes, directories,
and - for standard input. A file may be missing yet; it is read once it is
there. Rotation, truncation and replacement are followed without losing,
doubling or tearing a line.

Of standard input, all is shown. With -n N it is the last N lines of what comes
before its first pause (of all, with --no-follow), and then what comes; with
-n +N the first lines are left out. -20 is -n 20.`,
		Example: `  rtwatch tail /var/log/syslog
  rtwatch tail --with iostat 'logs/*.log'
  make 2>&1 | rtwatch tail -`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				if term.IsTerminal(int(p.in.Fd())) {
					return usageError{errors.New("tail needs a file"), "rtwatch tail FILE follows a file; command | rtwatch tail shows its output"}
				}
				args = []string{"-"}
			}
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			w.paths = append(args, w.paths...)
			w.poll, w.rotateWait = poll, wait.Duration
			return w.run(c.Context())
		},
	}
	f.register(c)
	c.Flags().BoolVar(&f.noFollow, "no-follow", false, "end at the end of what there is")
	c.Flags().Var(&wait, "rotate-wait", "close a rotated file once it was quiet for so long")
	c.Flags().BoolVar(&f.rotated, "rotated", false, "begin with the rotated files beside a file (app.log.1, app.log.2.gz), the oldest first")
	c.Flags().BoolVar(&poll, "poll", false, "look at files by the clock, not by file system events")
	// Fingers that know tail type these.
	c.Flags().BoolP("follow", "f", true, "follow, as rtwatch does anyway")
	c.Flags().BoolP("retry", "F", true, "the same")
	for _, name := range []string{"follow", "retry"} {
		c.Flags().Lookup(name).Hidden = true
	}
	return c
}

func newIostat(p process) *cobra.Command {
	var f watchFlags
	var o iostat.Options
	every := span{Duration: time.Second, least: 100 * time.Millisecond}
	c := &cobra.Command{
		Use:   "iostat [-- ARGS...]",
		Short: "Show CPU and device statistics as graphs",
		Long: `iostat runs the system's iostat and draws what it says. Where it is not
installed, rtwatch reads the same numbers from the system itself.`,
		Example: `  rtwatch iostat
  rtwatch iostat --interval 5s
  rtwatch iostat -- -x 2 sda`,
		RunE: func(c *cobra.Command, args []string) error {
			o.Args, o.Interval = args, every.Duration
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			w.samples = true
			if err := w.addIostat(o); err != nil {
				return err
			}
			return w.run(c.Context())
		},
	}
	f.register(c)
	c.Flags().Var(&every, "interval", "time between two reports")
	c.Flags().BoolVar(&o.Builtin, "builtin", false, "do not run iostat: read the numbers from the system")
	return c
}

func newRedis(p process) *cobra.Command {
	var f watchFlags
	var o redis.Options
	var files redisFiles
	c := &cobra.Command{
		Use:   "redis --keys KEY[,KEY...]",
		Short: "Show Redis keys, streams and channels as they change, woken by the server",
		Long: `redis shows the newest members of sorted sets (those with the highest scores),
hashes and strings, then every change as it happens. The server tells of changes
by itself (client tracking): nothing is polled, and no setting of the server is
needed. Where it does not, keyspace notifications serve, or in the end polling.

--streams shows the newest entries of streams, then all that come: after a break
it goes on behind the last one, and says how many were trimmed unread. --channels
listens to pub/sub: what is published while the link is down is lost, which it
says. (Sharded channels of a Cluster are not heard.)

One server, several behind Sentinels and a Cluster are watched alike:
  redis://[USER@]HOST[:PORT][/DB]    rediss:// for TLS, unix:///PATH[?db=N]
  redis+sentinel://HOST:PORT,HOST:PORT/MASTER[/DB]
  redis+cluster://HOST:PORT,HOST:PORT

--via replica shows every ZADD, with nothing gathered, by following the
replication stream of one server. To the server rtwatch is a replica then: it
forks for a full sync, WAIT and min-replicas-to-write count rtwatch although it
keeps no data, and Sentinels list it. It is never chosen by itself.

The password comes from --password-file, $REDIS_PASSWORD or the URL.`,
		Example: `  rtwatch redis --keys rank:game
  rtwatch redis --keys rank:game --top --window 20 --view table,graphs
  rtwatch redis --keys 'stats:*' --id host
  rtwatch redis --streams 'log:*' --from -1000
  rtwatch redis --keys visits,cpu:web1 --channels 'news,alerts:*'
  REDIS_PASSWORD=... rtwatch redis --url rediss://user@db.example:6380/2 --keys a,b`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			if o.Password, o.CA, err = files.read(); err != nil {
				return err
			}
			if err := w.addRedis(o); err != nil {
				return err
			}
			return w.run(c.Context())
		},
	}
	flags := c.Flags()
	flags.StringSliceVar(&o.Keys, "keys", nil, "`KEYS` to watch: sorted sets, hashes, strings, separated by commas; patterns such as 'stats:*' find them")
	flags.StringSliceVar(&o.Streams, "streams", nil, "`KEYS` of streams to follow, or patterns")
	flags.StringVar(&o.From, "from", "-100", "begin in streams at `WHERE`: -N for the newest N entries, 0 for all, $ for none, or behind an entry's ID")
	flags.StringSliceVar(&o.Channels, "channels", nil, "`NAMES` of pub/sub channels to listen to, or patterns")
	flags.StringVar(&o.URL, "url", defaultRedis(), "`URL` of the server, its Sentinels or its Cluster")
	flags.Lookup("url").DefValue = "$REDIS_URL or " + localRedis
	flags.IntVar(&o.Window, "window", redis.DefaultWindow, "show the `N` members of the highest scores")
	flags.BoolVar(&o.Top, "top", false, "show a ranking: each line with its rank, and - for what has left")
	flags.StringVar(&o.By, "by", "auto", "take scores as `KIND`: score, time or auto")
	flags.StringVar(&o.ID, "id", redis.DefaultID, "the `FIELD` of JSON members that names them: a newer one takes the row of an older")
	flags.StringSliceVar(&o.Views, "view", nil, "show only these `VIEWS`: lines, table, graphs (default all)")
	flags.StringVar(&o.Via, "via", "auto", "`HOW` changes are learned: tracking, notify, poll, or auto for the first that the server allows; replica shows every ZADD, at a price (see above)")
	files.register(flags)
	f.register(c)
	return c
}

const localRedis = "redis://127.0.0.1:6379"

func defaultRedis() string {
	if url := os.Getenv("REDIS_URL"); url != "" {
		return url
	}
	return localRedis
}

func newRun(p process) *cobra.Command {
	var f watchFlags
	var o run.Options
	c := &cobra.Command{
		Use:   "run -- COMMAND [ARGS...]",
		Short: "Run a command and show its output",
		Long: `run starts a command without a shell and shows what it writes. It ends the
command when rtwatch ends; when the command has ended by itself, rtwatch ends
with its exit code.`,
		Example: `  rtwatch run -- make test
  rtwatch run --restart --with iostat -- ./server --verbose`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("run needs a command"), "rtwatch run -- make test; rtwatch run --help tells more"}
			}
			o.Argv = args
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			src, err := run.New(o)
			if err != nil {
				return usageError{error: err}
			}
			w.talk(src)
			w.stderr = src.ErrorLabel()
			if err := w.run(c.Context()); err != nil {
				return err
			}
			if end := src.Ended(); end != nil && !end.OK() {
				return statusError(end.Code())
			}
			return nil
		},
	}
	f.register(c)
	c.Flags().BoolVar(&o.Restart, "restart", false, "run the command again when it ends")
	c.Flags().SetInterspersed(false)
	return c
}
