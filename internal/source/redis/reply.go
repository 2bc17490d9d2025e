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

// fetch reads what keys hold, in one round trip, or where a type has changed
// a few. asking is for a node that is taking over the keys' slots. An error
// means that the link is of no more use.
func (l *link) fetch(keys []*key, asking bool, now time.Time) ([]reply, error) {
	var commands rueidis.Commands
	each := 1
	for _, k := range keys {
		if asking {
			each = 2
			commands = append(commands, l.client.B().Arbitrary("ASKING").Build())
		}
		commands = append(commands, k.holds.command(l, now))
	}
	replies := make([]reply, len(keys))
	results := l.client.DoMulti(l.ctx, commands...)
	for i, k := range keys {
		if err := l.take(&replies[i], k, results[each*i+each-1], asking, now); err != nil {
			return nil, err
		}
	}
	return replies, nil
}

// take reads the answer to a key's command. What has moved to another node is
// said so in the reply; any other error means that the link is of no more use.
func (l *link) take(r *reply, k *key, result rueidis.RedisResult, asking bool, now time.Time) error {
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
		kind, failed := l.kind(k.name, asking)
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
		var commands rueidis.Commands
		if asking {
			commands = append(commands, l.client.B().Arbitrary("ASKING").Build())
		}
		results := l.client.DoMulti(l.ctx, append(commands, k.holds.command(l, now))...)
		result = results[len(results)-1]
	}
}

// kind asks for the type of one key, as kinds.
func (l *link) kind(name string, asking bool) (string, error) {
	var commands rueidis.Commands
	if asking {
		commands = append(commands, l.client.B().Arbitrary("ASKING").Build())
	}
	results := l.client.DoMulti(l.ctx, append(commands, l.client.B().Type().Key(name).Build())...)
	kind, err := results[len(results)-1].ToString()
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
