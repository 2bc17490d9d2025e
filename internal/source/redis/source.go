// Package redis watches sorted sets of a Redis server: first the newest
// members of each, then every change as the server announces it.
//
//	server ──"key changed"──▶ fetch the window ──▶ compare ──▶ lines, samples, table
//	            (push)          (ZRANGE … REV)                  of what is new
//
// It sends one line for each new or changed member, one table a key, and the
// numbers it finds; it must not change anything on the server, and needs none
// of its settings.
//
// # Lines, tables, samples
//
// A line is the score, a space, and the member; line ends inside a member are
// shown as \n and \r, so that one change is one line. A score that is plainly
// a time (unix seconds, milliseconds, microseconds or nanoseconds within ten
// years of now, at both ends of the window) is written as one, RFC 3339 in
// UTC. At the start the whole window comes, lowest score first.
//
// The table of a key is named by it, newest member first. Its columns are
// score and member. Removed members are not announced, nor are those that come
// into view below them, which are old: the table alone shows both.
//
// The numbers in a JSON member become samples: {"cpu":{"us":3.1}} of the key
// stats:web1 is 3.1 of the series "stats:web1.cpu.us". Array elements go by
// their index, a number that only repeats the score's time is left out, and a
// member that is nothing but a number, scored by a time, is the series
// "stats:web1" itself. Their time is the score's if it is one. Of members that
// are not JSON and not scored by a time (a leaderboard), the score is the
// number: "KEY.MEMBER.score", for the first 16 members, highest first.
//
// # How changes are learned
//
// By client tracking (RESP3, Redis 6.2 and later; no server setting) in its
// default mode: the server remembers which keys this connection has read and
// pushes one message at the next change of each, then nothing more until the
// key is read again. So however fast a key changes, there is one push and one
// fetch of it at most each 1/60 s. Broadcast mode, which pushes at every change
// of any key with a prefix, costs more of both: with one key and a window of
// 100 JSON members, the source took 3.6 % of a core at 100 ZADD/s and 4.4 % at
// 50 000; in broadcast mode 3.4 % and 11.5 % (BenchmarkLoad). What only
// broadcast mode can do is to announce keys that nobody has read yet: it is the
// way for patterns.
//
// What a member was in between two fetches is not seen: ten ZINCRBY within
// 16 ms are one line. Where a whole window was replaced between two fetches,
// members may have come and gone unseen, and a notice says so.
//
// A comparison each 5 s finds what no server announces (SWAPDB). A connection
// that is silent for 3 s in spite of pings is dead. While it is down nothing
// ends: one notice, tries for ever, and on return every window is fetched and
// compared, so that the final state is right and no line comes twice.
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

// Options say what to watch.
type Options struct {
	URL    string   // redis://user@host:port/db, rediss://, unix://; "" is redis://127.0.0.1:6379
	Keys   []string // sorted sets, by their exact names; \* is a * that is part of one
	Window int      // members kept of each key, those of the highest scores; 0 is 100
	// Password is for URLs that have none. No password is ever part of an
	// error, a label or a notice.
	Password string
}

// Source watches sorted sets of one server. See the package comment.
type Source struct {
	server address
	keys   []string
	window int

	now    func() time.Time
	jitter func(bound time.Duration) time.Duration
	poll   time.Duration

	tracking []string // options of CLIENT TRACKING ON; empty, not nil, is its default mode
}

// New checks o and connects to nothing. Its errors name the flag.
func New(o Options) (*Source, error) {
	if o.URL == "" {
		o.URL = defaultURL
	}
	server, err := parseAddress(o.URL)
	if err != nil {
		return nil, err
	}
	if server.password == "" {
		server.password = o.Password
	}
	if o.Window == 0 {
		o.Window = defaultWindow
	}
	if o.Window < 1 || o.Window > maxWindow {
		return nil, fmt.Errorf("--window %d: expected 1 to %d", o.Window, maxWindow)
	}
	var keys []string
	for _, k := range o.Keys {
		if k, err = exact(k); err != nil {
			return nil, err
		}
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("--keys is missing: name one sorted set or more, such as --keys stats:web1,stats:web2")
	}
	if len(keys) > maxKeys {
		return nil, fmt.Errorf("--keys names %d keys: at most %d are watched at once", len(keys), maxKeys)
	}
	return &Source{
		server: server,
		keys:   keys,
		window: o.Window,
		now:    time.Now,
		jitter: rand.N[time.Duration],
		poll:   pollEvery,

		tracking: []string{},
	}, nil
}

// exact returns the key that a value of --keys names. Values are written as
// patterns are (KEYS of Redis), so that patterns can be told from names.
func exact(value string) (string, error) {
	if value == "" {
		return "", errors.New("--keys holds an empty name")
	}
	name := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '*' || c == '?' || c == '[':
			return "", fmt.Errorf(`--keys %q: patterns are not supported yet: name each key, and write \%c for a %c in a name`, value, c, c)
		case c == '\\' && i+1 < len(value):
			i++
		}
		name = append(name, value[i])
	}
	return string(name), nil
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
	w := newWatch(s, out)
	bound := backoffMin
	for {
		began := s.now()
		err := w.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if !w.synced && refused(err) {
			return source.Permanent(errors.New(verdict(err))) // its text alone: err may repeat the password
		}
		w.down(ctx, err)
		if s.now().Sub(began) >= backoffReset {
			bound = backoffMin
		}
		select {
		case <-time.After(s.jitter(bound)):
		case <-ctx.Done():
			return nil
		}
		bound = min(2*bound, backoffMax)
	}
}
