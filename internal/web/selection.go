package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// selection is which lines a client wants to see, and how.
type selection struct {
	Filter  string   `json:"filter"`
	Level   string   `json:"level"`
	Sources []string `json:"sources"` // only these; all if there are none
	Mute    []string `json:"mute"`    // but not these
	plain   bool     // as text, not as messages
}

// key is the same for selections that are the same.
func (s *selection) key() string {
	return fmt.Sprintf("%t %q %q %q %q", s.plain, s.Level, s.Filter, sorted(s.Sources), sorted(s.Mute))
}

// sorted returns each name once, in order.
func sorted(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }

var (
	errLongFilter  = fmt.Errorf("the filter is longer than %d bytes: shorten it", maxQuery)
	errManySources = fmt.Errorf("more than %d sources are named: name none, or match them with source: in the filter", maxSources)
	errBadLevel    = errors.New("want the level trace, debug, info, notice, warn, error or fatal")
)

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// query compiles a selection; nil if all lines are wanted. What the screen shows
// may be asked for whatever strangers may not.
func (s *selection) query(server *Server) (*query.Query, error) {
	var all []*query.Query
	add := func(text string) error {
		q, err := query.Parse(text, query.Options{Now: server.now(), Insts: maxInsts})
		if q != nil {
			all = append(all, q)
		}
		return err
	}
	if q, ok := server.presenter.meant(s.Filter); ok {
		all = append(all, q)
	} else if len(s.Filter) > maxQuery {
		return nil, errLongFilter
	} else if err := add(s.Filter); err != nil {
		return nil, err
	}
	if s.Level != "" {
		l, ok := line.ParseLevel(s.Level)
		if !ok || l.String() != s.Level {
			return nil, errBadLevel
		}
		if err := add("level>=" + s.Level); err != nil {
			return nil, err
		}
	}
	for not, sources := range map[string][]string{"": s.Sources, "not": s.Mute} {
		if len(sources) > maxSources {
			return nil, errManySources
		}
		var names []string
		for _, n := range sources {
			names = append(names, `source:"=`+quoted.Replace(n)+`"`)
		}
		if len(names) == 0 {
			continue
		}
		if err := add(not + " (" + strings.Join(names, " or ") + ")"); err != nil {
			return nil, err
		}
	}
	return query.All(all...), nil
}
