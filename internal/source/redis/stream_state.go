package redis

import "github.com/redis/rueidis"

// streamState is what XINFO STREAM says.
type streamState struct {
	length        int64
	added         int64   // ever; -1 where the server does not say (before Redis 7)
	last          entryID // the highest id ever
	first, newest entryID // of the entries there are; zero if there are none
}

// parseState reads the answer to XINFO STREAM.
// https://redis.io/docs/latest/commands/xinfo-stream/
func parseState(m map[string]rueidis.RedisMessage) (*streamState, error) {
	bad := fault("strange counts of a stream")
	s := &streamState{added: -1}
	var err error
	length, last := m["length"], m["last-generated-id"]
	if s.length, err = length.AsInt64(); err != nil {
		return nil, bad
	}
	text, err := last.ToString()
	var ok bool
	if s.last, ok = parseID(text); err != nil || !ok {
		return nil, bad
	}
	if added, has := m["entries-added"]; has {
		if s.added, err = added.AsInt64(); err != nil {
			return nil, bad
		}
	}
	for name, to := range map[string]*entryID{"first-entry": &s.first, "last-entry": &s.newest} {
		if m, has := m[name]; has && !m.IsNil() {
			e, _, err := parseEntry(m)
			if err != nil {
				return nil, err
			}
			*to = e.id
		}
	}
	return s, nil
}
