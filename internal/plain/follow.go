package plain

import (
	"fmt"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// form is how lines look: text or JSON.
type form interface {
	piece(p store.Piece) error
	sample(at time.Time, series []store.Series) error
	flush() error
	finish() error
}

// follow feeds f with all that comes until nothing more will.
func follow(s *store.Store, o Options, f form) error {
	r := s.NewReader(store.Hold)
	defer r.Close()
	var fresh samples
	for range r.Changed() {
		done, err := pieces(r, o, f)
		if err == nil && o.Samples {
			err = fresh.write(s, f)
		}
		switch {
		case err != nil:
			return err
		case done:
			return f.finish()
		}
		if err := f.flush(); err != nil {
			return err
		}
	}
	return nil
}

// pieces hands f what there is to read. done says that there will be no more.
func pieces(r *store.Reader, o Options, f form) (done bool, err error) {
	for {
		p, ok, done := r.Next()
		switch {
		case !ok:
			return done, nil
		case p.Notice:
			fmt.Fprintf(o.Err, "rtwatch: %s: %s\n", clean(p.Source), clean(string(p.Data[:len(p.Data)-1])))
		default:
			if err := f.piece(p); err != nil {
				return false, err
			}
		}
	}
}

// samples finds what is new among the store's series.
type samples struct {
	version uint64
	written map[string]time.Time // the newest point of a series that was written
}

// write hands f the series that have a new value, those of one time together.
func (n *samples) write(s *store.Store, f form) error {
	all, version := s.Series()
	if version == n.version {
		return nil
	}
	if n.written == nil {
		n.written = map[string]time.Time{}
	}
	n.version = version
	var fresh []store.Series
	var at time.Time
	for _, x := range all {
		if x.Last.At.After(n.written[x.Name]) {
			n.written[x.Name] = x.Last.At
			fresh = append(fresh, x)
			if x.Last.At.After(at) {
				at = x.Last.At
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return f.sample(at, fresh)
}
