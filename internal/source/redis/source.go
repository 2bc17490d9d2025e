// Package redis watches keys of a Redis server, or of all nodes of a Cluster
// (sorted sets, hashes, strings, streams): first the newest of each, then every
// change as the server announces it. It also listens to channels of pub/sub.
//
//	Run ─┬─ watch ── session ── link ══ server or node
//	     ├─ watch ── session ── link ══ node            (one watch for each master)
//	     ├─ roster of keys, health of servers           (what the watches share)
//	     └─ ear ───────────── link ══ server or any node
//
//	server ──"key changed"──▶ fetch the window ──▶ compare ──▶ lines, samples, table
//	            (push)          (ZRANGE … REV)                  of what is new
//
// A link is one connection; a session is what lasts as long as it does, and a
// watch goes on from one session to the next. A key (key.go) knows when it is
// to be fetched; what it holds is the matter of the type for its kind (zset.go,
// hash.go, str.go, stream.go). The package must not change anything on the
// server, and needs none of its settings.
//
// # Sorted sets
//
// A line is the score, a space, and the member; line ends inside a member are
// shown as \n and \r, so that one change is one line. A score that is plainly
// a time (unix seconds, milliseconds, microseconds or nanoseconds within ten
// years of now, at both ends of the window) is written as one, RFC 3339 in
// UTC. At the start the whole window comes, lowest score first. Removed members
// are not announced, nor are those that come into view below them, which are
// old: the table alone shows both.
//
// In a ranking (Options.Top) a line begins with the member's rank, and who
// leaves the window is a line as well, with - for its rank, whether it was
// removed or outdone. Who comes into view has a rank now: a line, too.
//
// A member's name is what its id field says if it is a JSON object that has
// one; a member that is no JSON names itself. Of several members with one name
// the table shows the highest, and a ranking knows only that one.
//
// The table of a key is named by it, highest score first: a row's place is its
// rank. Its columns are id, score, change (from the score and, in a ranking,
// the rank it had before) and the fields of JSON objects, 16 at most; where no
// member has a name they are score and member.
//
// The numbers in a JSON member become samples: {"cpu":{"us":3.1}} of the key
// stats:web1 is 3.1 of the series "stats:web1.cpu.us"; if its id is a,
// "stats:web1.a.cpu.us". Array elements go by their index, a number that only
// repeats the score's time is left out, and a member that is nothing but a
// number, scored by a time, is the series "stats:web1" itself. Their time is the
// score's if it is one. Where scores are no times (a leaderboard), the score is
// a number too: "KEY.NAME.score", for the first 16 names, highest first, or 128
// in a ranking.
//
// # Hashes and strings
//
// A hash has a line for each field that is new or has changed, field=value, in
// order of their names; a table of its fields; and the series KEY.FIELD of those
// that are numbers. 1 000 fields at most. A string is a line; if it is a number,
// the series KEY; if JSON, KEY.PATH as above. What a key of --keys holds is
// followed when its type changes.
//
// # Streams
//
// An entry is one line, in order, once: the time of its id (or the id, if that
// is no time), a space, and the value of its field if it has but one, which may
// be text or JSON; else its fields as key=value pairs, in their order, quoted
// where they must be. Numbers are the series KEY.FIELD, or KEY.NAME.FIELD where
// the id field gives a name, or of JSON KEY.PATH.
//
// Where to begin is --from's to say; in a stream that appears later, at its
// first entry. After a break it goes on behind the last one that was sent. What
// was trimmed or deleted before it could be read is found by the server's count
// of all entries ever added (Redis 7), a second later at most once all was read,
// and told with its number; older servers do not tell the number.
//
// # Channels
//
// A message is a line labelled by its channel, "redis://host:port channel"; a
// number is the series CHANNEL, those of JSON are CHANNEL.PATH. Nobody keeps
// messages: what is published while the link is down is lost, and a notice
// says from when to when. A message comes once, however many patterns match.
// Sharded channels of a Cluster are not listened to.
//
// # How changes are learned
//
// By the first of these that the server allows (way.go), which a notice names,
// but never of itself by the last:
//
// Client tracking (RESP3, Redis 6.2 and later; no server setting). For keys
// that are named, in its default mode: the server remembers which keys this
// connection has read and pushes one message at the next change of each, then
// nothing more until the key is read again. So however fast a key changes, there
// is one push and one fetch of it at most each 1/60 s. For patterns, in
// broadcast mode, on a connection of its own if keys are named as well: it
// pushes at every change of any key that begins like the pattern, also of those
// that nobody has read yet, which is how new ones are found. That costs more, of
// the server too (BenchmarkLoad, docs/decisions.md).
//
// Keyspace notifications, where they are on. If CONFIG may not be asked, keys
// are polled until the first one comes; so are keys of types that the server's
// setting leaves out.
//
// Polling, ten times a second, less often what does not change or takes long.
//
// The replication stream (replica.go), only if it is asked for (Options.Via):
// rtwatch logs in as a replica, and every ZADD and ZINCRBY is a line of its own
// for each member, as it was written, in order and none twice, a score that is
// added with its sign. Of all other commands only the keys are read: windows,
// and with them table and samples, are fetched as in the other ways, of a
// changed key at most each 1/60 s; so are hashes, strings and Redis streams, whose
// commands make no lines themselves. A ranking is refused: ranks are not written.
// Until the stream begins, keys are polled; each is then read together with its
// place in the stream (role.go), from which on its lines come from there. After
// a break the stream goes on where it was left if the server still has what
// came then. Of a Cluster it would have to be followed from failover to failover
// and slot to slot, so that is refused, too.
//
// Redis streams are woken in all these ways and then read by XRANGE, not by XREAD
// BLOCK: see docs/decisions.md.
//
// In the other ways, what a member was in between two fetches is not seen: ten
// ZINCRBY within 16 ms are one line. Where a whole window was replaced between
// two fetches, members may have come and gone unseen, and a notice says so.
//
// Behind all of them a comparison each 5 s finds what no server announces
// (SWAPDB; FLUSHALL where there are only notifications), and a SCAN each minute
// the keys that were not announced, or were of another type before; where keys
// are polled it comes each 5 s, but takes at most a fiftieth of the time.
//
// # Faults
//
// A connection that is silent for 3 s in spite of pings is dead. While it is
// down nothing ends: one notice, tries for ever, and on return every window is
// fetched and compared, so that the final state is right and no line comes
// twice. A server behind Sentinels is asked for anew at each try, and given up
// as soon as they name another. A Cluster is known by its URL or by a node's
// greeting; each master is watched by itself, its slots are looked up when one
// is lost, answers MOVED, or 5 s have gone by, and a key whose slot is on its
// way is polled where it is going.
//
// Nothing that answers is believed: what does not keep to the protocol, answers
// unasked, or sends more than 512 MiB for one round trip is cut off (guard).
package redis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Options say what to watch, and how. One of Keys, Streams and Channels is
// needed; the others may be left zero.
type Options struct {
	// URL is redis://user@host:port/db, rediss://, unix://path, or, with several
	// hosts, redis+sentinel://host:port,host:port/master and
	// redis+cluster://host:port,host:port; "" is redis://127.0.0.1:6379.
	URL    string
	Keys   []string // sorted sets, hashes, strings by name or pattern; \* is a * that is part of a name
	Window int      // members kept of each key, those of the highest scores; 0 is 100
	Top    bool     // a ranking: lines have ranks, and say who leaves
	By     string   // what scores are: auto, score or time
	ID     string   // the field that names a JSON member; "" for none
	Views  []string // what is sent: lines, table, graphs; none is all
	Via    string   // how changes are learned: auto, tracking, notify, poll or replica
	// Streams are streams by name or pattern, as Keys. From is where to begin in
	// them: behind an ID, $ for what is yet to come, 0 for all there is, or -N
	// for the newest N; "" is -100.
	Streams []string
	From    string
	// Channels are channels of pub/sub by name or pattern.
	Channels []string
	CA       []byte // certificates to trust, in PEM; nil is the system's
	// Password is for URLs that have none. No password is ever part of an
	// error, a label or a notice.
	Password string
}

// Source watches keys and channels of one server or cluster. See the package comment.
type Source struct {
	server                      address
	exact, exactStreams         []string
	keyPatterns, streamPatterns []pattern
	patterns                    []pattern // both
	channels                    []pattern
	from                        from
	view                        view
	via                         way

	now       func() time.Time
	jitter    func(bound time.Duration) time.Duration
	pollEvery time.Duration
}

// New checks o and connects to nothing. Its errors name the flag.
func New(o Options) (*Source, error) {
	if o.URL == "" {
		o.URL = defaultURL
	}
	server, err := parseAddress("--url", o.URL)
	if err != nil {
		return nil, err
	}
	if err := server.complete(o.Password, o.CA); err != nil {
		return nil, err
	}
	s := &Source{server: server, now: time.Now, jitter: rand.N[time.Duration], pollEvery: pollEvery}
	if s.view, err = newView(o); err != nil {
		return nil, err
	}
	if s.via, err = parseWay(o.Via); err != nil {
		return nil, err
	}
	if s.via == replication && s.view.top {
		return nil, errors.New("--via replica shows members as they are written, and --top their ranks, which are not written: leave one of them away")
	}
	if s.from, err = parseFrom(o.From); err != nil {
		return nil, err
	}
	if s.exact, s.keyPatterns, err = parseNames("--keys", o.Keys); err != nil {
		return nil, err
	}
	if s.exactStreams, s.streamPatterns, err = parseNames("--streams", o.Streams); err != nil {
		return nil, err
	}
	if s.channels, err = parseChannels(o.Channels); err != nil {
		return nil, err
	}
	for _, name := range s.exactStreams {
		if slices.Contains(s.exact, name) {
			return nil, fmt.Errorf("--keys and --streams both name %q: a stream belongs to --streams alone", name)
		}
	}
	s.patterns = append(slices.Clone(s.keyPatterns), s.streamPatterns...)
	slices.Sort(s.patterns)
	s.patterns = slices.Compact(s.patterns)
	if n := len(s.exact) + len(s.exactStreams); n > maxKeys {
		return nil, fmt.Errorf("--keys and --streams name %d keys: at most %d are watched at once", n, maxKeys)
	}
	if !s.watchesKeys() && len(s.channels) == 0 {
		return nil, errors.New("--keys is missing: name one key or more, such as --keys stats:web1,stats:web2 or --keys 'stats:*'; or --streams or --channels")
	}
	return s, nil
}

// backoff spaces tries to connect.
func (s *Source) backoff() source.Backoff {
	return source.Backoff{Min: backoffMin, Max: backoffMax, Jitter: s.jitter}
}

// Name is the server's URL without user, password and database. The batches
// of a key are labelled by it, the database, and the key:
// "redis://host:port/0 stats:web1".
func (s *Source) Name() string { return s.server.label }

// keyLabel is the label of the batches of one key.
func (s *Source) keyLabel(key string) string {
	if s.server.network == "unix" {
		return s.server.label + "?db=" + strconv.Itoa(s.server.db) + " " + key
	}
	return s.server.label + "/" + strconv.Itoa(s.server.db) + " " + key
}

// Run watches until ctx is done. It returns an error, a permanent one, only if
// the server refuses it at the very start; anything else it waits out.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	var parts []func(context.Context, chan<- source.Batch) error
	if s.watchesKeys() {
		parts = append(parts, s.runKeys)
	}
	if len(s.channels) > 0 {
		parts = append(parts, s.runChannels)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make(chan error, len(parts))
	for _, run := range parts {
		go func() { errs <- run(ctx, out) }()
	}
	var first error
	for range parts {
		if err := <-errs; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return first
}

func (s *Source) runKeys(ctx context.Context, out chan<- source.Batch) error {
	r, h := newRoster(s), &health{name: s.Name()}
	if s.via == replication && s.server.kind == cluster {
		return source.Permanent(errNoFleet)
	}
	if s.server.kind != cluster {
		if err := s.runServer(ctx, r, h, out); !errors.Is(err, errCluster) {
			return err
		}
	}
	if s.via == replication {
		return source.Permanent(errNoFleet)
	}
	if len(s.server.seeds) == 0 {
		return source.Permanent(errors.New("that is a node of a Redis Cluster, whose others cannot be reached through a Unix socket: use redis+cluster://host:port"))
	}
	return s.runCluster(ctx, r, h, out)
}

// errNoFleet is a Cluster whose nodes' streams would have to be followed from
// one failover and one moved slot to the next.
var errNoFleet = errors.New("--via replica follows one server, not the nodes of a Cluster: leave it away")
