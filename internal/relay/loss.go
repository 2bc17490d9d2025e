package relay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rtwatch/rtwatch/internal/source"
)

// losses is what was dropped of each source and not told in its stream yet.
type losses map[string]loss

type loss struct {
	Lines  int64 `json:"lines"`
	Others int64 `json:"others"` // numbers' and tables' records
	At     int64 `json:"at"`     // ms, of the last one
}

// drop counts a record that is dropped.
func (s *spool) drop(r *record) {
	if s.lost == nil {
		s.lost = losses{}
	}
	x := s.lost[r.source]
	switch r.kind {
	case lines:
		x.Lines += int64(r.lines)
		s.dropped += uint64(r.lines)
	case samples, table, notice:
		x.Others++
		s.dropped++
	}
	x.At = max(x.At, r.at)
	s.lost[r.source] = x
}

// text is what readers of the stream are told.
func (l loss) text() string {
	switch {
	case l.Others == 0:
		return fmt.Sprintf("%d lines were dropped: Redis could not be reached and the spool was full", l.Lines)
	case l.Lines == 0:
		return fmt.Sprintf("%d other records were dropped: Redis could not be reached and the spool was full", l.Others)
	default:
		return fmt.Sprintf("%d lines and %d other records were dropped: Redis could not be reached and the spool was full", l.Lines, l.Others)
	}
}

// told says that the streams have notices of these losses.
func (s *spool) told(those losses) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for source, x := range those {
		now := s.lost[source]
		now.Lines -= x.Lines
		now.Others -= x.Others
		if s.lost[source] = now; now.Lines == 0 && now.Others == 0 {
			delete(s.lost, source)
		}
	}
	s.saveLosses()
}

func (s *spool) lossFile() string { return filepath.Join(s.dir, "lost.json") }

// saveLosses makes the losses outlive the process. Where the disk fails they
// are told all the same, if the process lives long enough.
func (s *spool) saveLosses() {
	if len(s.lost) == 0 {
		_ = os.Remove(s.lossFile())
		return
	}
	if data, err := json.Marshal(s.lost); err == nil {
		_ = replaceFile(s.lossFile(), data)
	}
}

func (s *spool) loadLosses() error {
	data, err := os.ReadFile(s.lossFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if json.Unmarshal(data, &s.lost) != nil {
		s.lost = nil // half written: it is a count of what is gone in any case
	}
	return nil
}

// droppedSoFar returns how many lines and other records were dropped since the
// start, and what the disk said last.
func (s *spool) droppedSoFar() (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped, s.fault
}

// notices are the records that tell what was lost.
func (l losses) notices() []record {
	var all []record
	for src, x := range l {
		all = append(all, record{
			kind: notice, at: x.At, source: src, severity: uint8(source.Warn),
			lines: 1, lost: x.Lines, parts: [][]byte{[]byte(x.text())},
		})
	}
	return all
}
