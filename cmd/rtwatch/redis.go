package main

import (
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/source/redis"
)

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

// redisFiles name what is read from files to connect to Redis.
type redisFiles struct{ password, ca string }

// register adds the flags.
func (f *redisFiles) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.password, "password-file", "", "read the password from `FILE` (default: $REDIS_PASSWORD)")
	flags.StringVar(&f.ca, "tls-ca", "", "trust the certificates in `FILE` (PEM), and no others")
}

// read returns what they hold. A password is the file's first line; without a
// file it is $REDIS_PASSWORD.
func (f redisFiles) read() (password string, ca []byte, err error) {
	password = os.Getenv("REDIS_PASSWORD")
	if f.password != "" {
		if password, _, err = firstLine(f.password); err != nil {
			return "", nil, usage("--password-file: %w", err)
		}
		if password == "" {
			return "", nil, usage("--password-file %s: its first line is empty", quote(f.password))
		}
	}
	if f.ca != "" {
		if ca, _, err = small(f.ca); err != nil {
			return "", nil, usage("--tls-ca: %w", err)
		}
	}
	return password, ca, nil
}

// isRedis reports whether a --with SPEC is the address of a Redis server.
func isRedis(spec string) bool {
	scheme, _, ok := strings.Cut(spec, "://")
	return ok && slices.Contains(redis.Schemes(), scheme)
}

// redisSpec takes what the flags of rtwatch redis set out of an address:
// redis://HOST?keys=K&top=true. Hosts may be several, so that net/url reads
// only what stands behind the question mark.
func redisSpec(spec string) (redis.Options, error) {
	address, query, _ := strings.Cut(spec, "?")
	// Errors do not quote the address: it may hold a password.
	fail := func(format string, args ...any) (redis.Options, error) {
		return redis.Options{}, usage("--with redis://…: "+format, args...)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return fail("want redis://HOST?keys=K (or streams=, channels=), with & between settings")
	}
	o := redis.Options{Window: redis.DefaultWindow, ID: redis.DefaultID}
	var files redisFiles
	texts := map[string]*string{
		"by": &o.By, "id": &o.ID, "via": &o.Via, "from": &o.From, "password-file": &files.password, "tls-ca": &files.ca,
	}
	lists := map[string]*[]string{"keys": &o.Keys, "streams": &o.Streams, "channels": &o.Channels, "view": &o.Views}
	for name, values := range q {
		value := values[0]
		text, list := texts[name], lists[name]
		switch {
		case text != nil:
			*text = value
		case list != nil:
			if value != "" {
				*list = strings.Split(value, ",")
			}
		case name == "window":
			if o.Window, err = strconv.Atoi(value); err != nil {
				return fail("window %s is not a number", quote(value))
			}
		case name == "top":
			if o.Top, err = strconv.ParseBool(value); err != nil {
				return fail("top %s is neither true nor false", quote(value))
			}
		default:
			continue // a setting of the address itself
		}
		q.Del(name)
	}
	if o.URL = address; len(q) > 0 {
		o.URL += "?" + q.Encode()
	}
	o.Password, o.CA, err = files.read()
	return o, err
}
