package store

import (
	"fmt"
	"slices"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Table is a table as its source last sent it. It must not be changed.
type Table struct {
	Source string
	source.Table
}

// tableSet keeps the newest state of up to maxTables tables.
type tableSet struct {
	all     []Table // in order of appearance
	version uint64
}

var errTooManyTables = fmt.Errorf("more than %d tables: further ones are left out", maxTables)

// put files a table, or says why it cannot be kept.
func (s *tableSet) put(src string, t source.Table) error {
	s.version++
	i := slices.IndexFunc(s.all, func(have Table) bool { return have.Source == src && have.Name == t.Name })
	switch {
	case i >= 0:
		s.all[i].Table = t
	case len(s.all) < maxTables:
		s.all = append(s.all, Table{src, t})
	default:
		return errTooManyTables
	}
	return nil
}

// Tables returns the tables in order of appearance, and a number that changes
// with each of them.
func (s *Store) Tables() (all []Table, version uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.tables.all), s.tables.version
}
