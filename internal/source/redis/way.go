package redis

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// way is how changes are learned.
type way uint8

const (
	anyWay      way = iota // the first of the others that the server allows
	tracking               // it announces them: client tracking
	notify                 // it announces them: keyspace notifications
	poll                   // by looking
	replication            // as a replica, by the server's replication stream: never by itself
)

// ways are the values of --via, in the order of the constants.
var ways = []string{"auto", "tracking", "notify", "poll", "replica"}

func parseWay(text string) (way, error) {
	if text == "" {
		return anyWay, nil
	}
	i := slices.Index(ways, text)
	if i < 0 {
		return 0, fmt.Errorf("--via %q: expected %s", text, strings.Join(ways, ", "))
	}
	return way(i), nil
}

// refusal is why a way that was asked for cannot be gone.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// choose finds the way that the session goes, and sets out on it. What refuses
// is no fault, unless nothing else is allowed.
func (s *session) choose() error {
	via := s.via
	if via == replication {
		return s.enlist()
	}
	var why []string
	if via == anyWay || via == tracking {
		err := s.track()
		if err == nil {
			s.way, s.how = tracking, "which announces changes by client tracking"
			return nil
		}
		if !mayDoWithout(err) || via == tracking {
			return err
		}
		why = append(why, "no client tracking: "+s.server.words(err))
	}
	if via == anyWay || via == notify {
		sure, err := s.listen()
		if err == nil {
			s.way, s.unsure = notify, !sure
			s.how = "which announces changes by keyspace notifications"
			if !sure {
				s.how = "which does not say whether it announces changes by keyspace notifications; until it does they are looked for"
			}
			s.how += because(why)
			return nil
		}
		if !mayDoWithout(err) || via == notify {
			return err
		}
		why = append(why, "no keyspace notifications: "+s.server.words(err))
	}
	s.way, s.how = poll, fmt.Sprintf("where changes are looked for up to %d times a second", pollRate)
	s.how += because(why)
	return nil
}

func because(why []string) string {
	if why == nil {
		return ""
	}
	return " (" + strings.Join(why, "; ") + ")"
}

// mayDoWithout reports whether an error says that the server does not offer a
// way, and not that it is not there.
func mayDoWithout(err error) bool {
	if errors.As(err, new(refusal)) {
		return true
	}
	return isReply(err) && !isLoading(err)
}

// track switches client tracking on: the default mode for the keys that were
// named, broadcasts for what patterns find, each on a link of its own.
func (s *session) track() error {
	if !s.plain.resp3 {
		return refusal{errors.New("the server does not offer client tracking over RESP3: Redis 6.2 or later is needed")}
	}
	if len(s.patterns) == 0 {
		return s.plain.track(nil)
	}
	wide := s.plain
	if slices.ContainsFunc(s.keys, func(k *key) bool { return !k.found }) {
		if err := s.plain.track(nil); err != nil {
			return err
		}
		var err error
		if wide, err = s.connect(); err != nil {
			return err
		}
	}
	s.wide = wide
	return wide.track(prefixes(s.patterns))
}

// listen subscribes to keyspace notifications. It reports whether the server
// is known to send them: CONFIG may be refused, and then the first one tells.
func (s *session) listen() (sure bool, err error) {
	if !s.plain.resp3 {
		return false, refusal{errors.New("the server does not speak RESP3")}
	}
	setting, err := s.plain.notifications()
	switch {
	case err != nil && !mayDoWithout(err):
		return false, err
	case err == nil && !s.announcesAny(setting):
		return false, refusal{fmt.Errorf("notify-keyspace-events is %q; it takes K and z (or A), such as Kzgxe, or for other types than sorted sets KA", setting)}
	}
	s.setting = setting
	prefix := fmt.Sprintf("__keyspace@%d__:", s.server.db)
	var channels []string
	for _, k := range s.keys {
		if !k.found {
			channels = append(channels, prefix+quote(k.name))
		}
	}
	for _, p := range s.patterns {
		channels = append(channels, prefix+string(p))
	}
	heard := func(m rueidis.PubSubMessage) {
		if name, ok := strings.CutPrefix(m.Channel, prefix); ok {
			s.changes.add([]string{name})
		}
	}
	return err == nil, s.plain.listen(channels, heard)
}

// classes are the letters of notify-keyspace-events, by the types of keys.
var classes = map[string]string{"zset": "z", "hash": "h", "string": "$", "stream": "t"}

// announces reports whether a setting of notify-keyspace-events tells of
// changes to keys of a type by their name.
// https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/
func announces(setting, kind string) bool {
	return strings.Contains(setting, "K") && strings.ContainsAny(setting, "A"+classes[kind])
}

// announcesAny reports whether a setting tells of changes to any type that may
// be watched. Keys of others are polled.
func (s *session) announcesAny(setting string) bool {
	keys := s.watchesValues()
	for kind := range classes {
		if announces(setting, kind) && (kind == "stream" && len(s.exactStreams)+len(s.streamPatterns) > 0 || kind != "stream" && keys) {
			return true
		}
	}
	return false
}

// proven tells, once, that keyspace notifications do come.
func (s *session) proven() *source.Notice {
	if !s.unsure || !s.changes.isHeard() {
		return nil
	}
	s.unsure = false
	return &source.Notice{Text: "the server does announce changes by keyspace notifications"}
}
