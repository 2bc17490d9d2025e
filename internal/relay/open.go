package relay

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// openSpool opens the spool in dir, makes it if needed, and cuts off what is
// torn. One process at a time can have it open.
func openSpool(dir string, limit int64) (*spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &spool{dir: dir, limit: limit, segment: max(limit/segmentsOf, segmentLeast), next: 1, more: make(chan struct{}, 1)}
	s.room.L, s.taken = &s.mu, true
	var err error
	if s.lock, err = lockFile(filepath.Join(dir, "lock")); err != nil {
		return nil, fmt.Errorf("spool %q: %w", dir, err)
	}
	if err := s.load(); err != nil {
		s.closeFiles()
		s.lock.Close()
		return nil, err
	}
	return s, nil
}

// load finds what an earlier process left.
func (s *spool) load() error {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.seg"))
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		if err := s.loadSegment(name); err != nil {
			return err
		}
	}
	id, err := os.ReadFile(filepath.Join(s.dir, "id"))
	if s.id = strings.TrimSpace(string(id)); err != nil || s.id == "" || len(s.segments) == 0 {
		// Numbers begin again, so they must be another spool's.
		random := make([]byte, 5)
		_, _ = rand.Read(random) // it never fails
		s.id = hex.EncodeToString(random)
		if err := replaceFile(filepath.Join(s.dir, "id"), []byte(s.id+"\n")); err != nil {
			return err
		}
	}
	if err := s.loadLosses(); err != nil {
		return err
	}
	if len(s.segments) == 0 {
		if err := s.roll(); err != nil {
			return err
		}
	}
	s.at = place{first: s.segments[0].first}
	return nil
}

// loadSegment checks a segment's records and cuts off what is none.
func (s *spool) loadSegment(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	g := &segment{}
	for int(g.size) < len(data) {
		r, n, err := parse(data[g.size:])
		if err != nil || r.number < s.next {
			break
		}
		if g.size == 0 {
			g.first = r.number
		}
		s.next = r.number + 1
		g.size += int64(n)
	}
	s.torn += int64(len(data)) - g.size
	if g.size == 0 {
		return os.Remove(name)
	}
	if g.file, err = os.OpenFile(name, os.O_RDWR, 0); err != nil {
		return err
	}
	s.segments, s.total = append(s.segments, g), s.total+g.size
	return g.file.Truncate(g.size)
}
