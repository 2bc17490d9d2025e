package redis

import (
	"fmt"
	"slices"
)

// parseNames reads a list of names and patterns. Its errors name the flag.
func parseNames(flag string, list []string) (exact []string, patterns []pattern, err error) {
	for _, k := range list {
		name, whole := pattern(k).literal()
		switch {
		case k == "":
			return nil, nil, fmt.Errorf("%s holds an empty name", flag)
		case whole && !slices.Contains(exact, name):
			exact = append(exact, name)
		case !whole && !slices.Contains(patterns, pattern(k)):
			patterns = append(patterns, pattern(k))
		}
	}
	switch {
	case len(exact) > maxKeys:
		return nil, nil, fmt.Errorf("%s names %d keys: at most %d are watched at once", flag, len(exact), maxKeys)
	case len(patterns) > maxPatterns:
		return nil, nil, fmt.Errorf("%s has %d patterns: at most %d are followed", flag, len(patterns), maxPatterns)
	}
	return exact, patterns, nil
}

// watchesKeys reports whether there is more to watch than channels.
func (s *Source) watchesKeys() bool {
	return len(s.exact)+len(s.exactStreams)+len(s.patterns) > 0
}

// watchesValues reports whether there are keys to watch that are no streams.
func (s *Source) watchesValues() bool { return len(s.exact)+len(s.keyPatterns) > 0 }

// wants reports whether a key that a pattern has found is watched, if it is of
// such a type, "" for one unknown; and whether as a stream.
func (s *Source) wants(name, kind string) (wanted, streams bool) {
	switch kind {
	case "stream":
		streams = matches(s.streamPatterns, name)
		return streams, streams
	case "zset", "hash", "string":
		return matches(s.keyPatterns, name), false
	case "":
		if matches(s.keyPatterns, name) {
			return true, false
		}
		return true, true
	}
	return false, false
}
