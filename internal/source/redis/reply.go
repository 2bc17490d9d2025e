package redis

import (
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// reply is what the server says of one key.
type reply struct {
	kind    string // the type of a key that is none of those wanted, else ""
	missing bool   // there is no such key
	turned  bool   // it is of another type than it was
	ask     string // the node that has the key for now, else ""
	asked   bool   // and has answered
	behind  bool   // there is more to read at once
	size    int    // bytes of what follows, about
	at      int64  // where in the replication stream this was, if that was asked for

	scores  []rueidis.ZScore // of a sorted set, highest first
	fields  []string         // of a hash, each before its value
	more    bool             // and there are others
	text    string           // of a string, its beginning
	entries []entry          // of a stream
	state   *streamState     // of a stream
}

// rest is how long to leave the key alone after such a reply.
func (r *reply) rest() time.Duration {
	return max(fetchGap, time.Duration(float64(r.size)/fetchRate*float64(time.Second)))
}

// manner is how commands are sent.
type manner uint8

const (
	plainly manner = iota
	asking         // to a node that is taking over the keys' slots
	placed         // with ROLE, whose answer places theirs in the replication stream
)

// do sends commands in one round trip. at is the place of their answers.
func (l *link) do(how manner, commands ...rueidis.Completed) (results []rueidis.RedisResult, at int64, err error) {
	switch how {
	case placed:
		return l.doPlaced(commands)
	case asking:
		var both rueidis.Commands
		for _, c := range commands {
			both = append(both, l.client.B().Arbitrary("ASKING").Build(), c)
		}
		for i, r := range l.client.DoMulti(l.ctx, both...) {
			if i%2 == 1 {
				results = append(results, r)
			}
		}
		return results, 0, nil
	}
	return l.client.DoMulti(l.ctx, commands...), 0, nil
}

// fetch reads what keys hold, in one round trip, or where a type has changed
// a few. An error means that the link is of no more use.
func (l *link) fetch(keys []*key, how manner, now time.Time) ([]reply, error) {
	commands := make(rueidis.Commands, len(keys))
	for i, k := range keys {
		commands[i] = k.holds.command(l, now)
	}
	results, at, err := l.do(how, commands...)
	if err != nil {
		return nil, err
	}
	replies := make([]reply, len(keys))
	for i, k := range keys {
		replies[i].at = at
		if err := l.take(&replies[i], k, results[i], how, now); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

// take reads the answer to a key's command. What has moved to another node is
// said so in the reply; any other error means that the link is of no more use.
func (l *link) take(r *reply, k *key, result rueidis.RedisResult, how manner, now time.Time) error {
	for {
		err := k.holds.parse(result, r)
		switch {
		case err == nil && (!r.missing || k.kind != "string"):
			return nil
		case err != nil && asked(err) != "":
			r.ask = asked(err)
			return nil
		case err != nil && !isWrongType(err):
			return l.reason(err)
		}
		// Another type, or a string that is empty or not there.
		kind, failed := l.kind(k.name, how)
		if failed != nil {
			return failed
		}
		switch {
		case err == nil:
			r.missing = kind != "string"
			return nil
		case kind == "none":
			r.missing = true
			return nil
		case kind == k.kind || r.turned || !k.turn(kind):
			if r.kind = kind; kind == "" || kind == k.kind {
				r.kind = "key of another type" // it changes all the time, or no right to ask
			}
			return nil
		}
		r.turned = true
		var results []rueidis.RedisResult
		if results, r.at, err = l.do(how, k.holds.command(l, now)); err != nil {
			return err
		}
		result = results[0]
	}
}

// kind asks for the type of one key, as kinds.
func (l *link) kind(name string, how manner) (string, error) {
	if how == placed {
		how = plainly // no right to ask fails a whole transaction
	}
	results, _, err := l.do(how, l.client.B().Type().Key(name).Build())
	if err != nil {
		return "", err
	}
	kind, err := results[0].ToString()
	if err != nil && !isReply(err) {
		return "", l.reason(err)
	}
	return kind, nil
}

// kinds asks for the types of keys: "none" for what is not there, "" where
// there is no right to ask.
func (l *link) kinds(keys []string) ([]string, error) {
	commands := make(rueidis.Commands, len(keys))
	for i, k := range keys {
		commands[i] = l.client.B().Type().Key(k).Build()
	}
	kinds := make([]string, len(keys))
	for i, result := range l.client.DoMulti(l.ctx, commands...) {
		kind, err := result.ToString()
		if err != nil && !isReply(err) {
			return nil, l.reason(err)
		}
		kinds[i] = kind
	}
	return kinds, nil
}

// isNoKey reports whether the server says that there is no such key.
func isNoKey(err error) bool {
	e, ok := answerOf(err)
	return ok && strings.Contains(e.Error(), "no such key")
}
