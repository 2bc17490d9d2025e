package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pageOf is an answer of /lines.
type pageOf struct {
	Lines []struct {
		C, X string
		N    string
		Gone int
	}
	First, Last bool
	Error       string
}

// page asks for a piece of the log.
func (s *asked) page(query string) (p pageOf) {
	s.tb.Helper()
	if err := json.Unmarshal([]byte(s.get("lines?"+query)), &p); err != nil {
		s.tb.Fatal(err)
	}
	return p
}

// Page after page, from the newest line back and from the oldest on, every line
// of the past and of what came comes once.
func TestPagesAreTheWholeLog(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	var all []string
	// A piece has whole records: one whose lines come far apart may match by each
	// alone (see docs/http.md).
	add := func(n int) string {
		from := len(all)
		if (from+n)%7 == 3 {
			n++
		}
		for range n {
			l := fmt.Sprintf("2026-11-22T09:%02d:%02dZ INFO line %06d %s", len(all)/600%60, len(all)/10%60, len(all), []string{"even", "odd"}[len(all)%2])
			if len(all)%7 == 3 {
				l = fmt.Sprintf("    at line %06d odd", len(all))
			}
			all = append(all, l)
		}
		return strings.Join(all[from:], "\n") + "\n"
	}
	path := file(t, "a.log", add(20000))
	p := pipe(t, nil, "tail", "--headless", "--http", ":0", path)
	s := serves(t, p.state)
	until(t, "all is read", p.state, func() bool { return s.page("n=1&after=00000000.0").Error != "" && len(s.page("n=1").Lines) == 1 })
	log, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for range 30 {
		if _, err := log.WriteString(add(1 + r.IntN(100))); err != nil {
			t.Fatal(err)
		}
	}
	newest := all[len(all)-1]
	until(t, "the newest line", p.state, func() bool {
		p := s.page("n=1")
		return len(p.Lines) == 1 && p.Lines[0].X == newest
	})
	for _, filter := range []string{"", "odd", `"line 0000"`, "none"} {
		want := all
		if filter != "" {
			want = nil
			for record := range records(all) {
				if strings.Contains(strings.Join(record, "\n"), strings.Trim(filter, `"`)) {
					want = append(want, record...)
				}
			}
		}
		query := "&filter=" + strings.NewReplacer(" ", "+", `"`, "%22").Replace(filter)
		for _, back := range []bool{true, false} {
			var got []string
			way, cursor := "before", ""
			if !back {
				way = "after"
			}
			for end := false; !end; {
				at := query
				if cursor != "" {
					at += "&" + way + "=" + cursor
				} else if !back {
					at += "&time=2000-01-01T00:00:00Z"
				}
				at = fmt.Sprintf("n=%d%s", 1000+r.IntN(4000), at)
				var p pageOf
				until(t, "lines, or an end, at "+at, func() string { return fmt.Sprintf("%+v", p) }, func() bool { // a search may take its time
					p = s.page(at)
					end = back && p.First || !back && p.Last
					return end || len(p.Lines) > 0
				})
				var some []string
				for _, l := range p.Lines {
					if l.N == "" {
						some = append(some, l.X)
					}
				}
				if back {
					got = append(some, got...)
				} else {
					got = append(got, some...)
				}
				switch n := len(p.Lines); {
				case n > 0 && back:
					cursor = p.Lines[0].C
				case n > 0:
					cursor = p.Lines[n-1].C
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q, %s: %d lines, want %d", filter, way, len(got), len(want))
			}
		}
	}
	first, last := s.page("n=1&time=2000-01-01T00:00:00Z"), s.page("n=1")
	for query, want := range map[string]struct {
		lines       int
		first, last bool
		error       string
	}{
		"n=0":                                         {0, false, false, ""},
		"n=5&time=2999-01-01T00:00:00Z":               {0, false, true, ""},
		"n=5&before=" + first.Lines[0].C:              {0, true, false, ""},
		"n=5&after=" + last.Lines[0].C:                {0, false, true, ""},
		"n=5&after=" + far(last, 1<<40):               {0, false, true, ""},
		"n=5&before=" + far(last, 1<<40):              {5, false, true, ""},
		"n=5&before=" + far(first, -1<<40):            {0, true, false, ""},
		"n=5&after=" + far(first, -1<<40):             {5, true, false, ""},
		"n=5&after=00000000.1":                        {0, false, false, "another run"},
		"n=5&after=x":                                 {0, false, false, "not a cursor"},
		"n=5001":                                      {0, false, false, "5000"},
		"n=5&before=" + first.Lines[0].C + "&time=1h": {0, false, false, "one of"},
	} {
		p := s.page(query)
		if len(p.Lines) != want.lines || p.First != want.first || p.Last != want.last || !strings.Contains(p.Error, want.error) || want.error == "" && p.Error != "" {
			t.Errorf("%s: %d lines, first %v, last %v, %q; want %+v", query, len(p.Lines), p.First, p.Last, p.Error, want)
		}
	}
	p.signal(syscall.SIGTERM)
	p.exits(143)
}

// far is the cursor so far from a page's line.
func far(p pageOf, n int64) string {
	epoch, _, _ := strings.Cut(p.Lines[0].C, ".")
	return fmt.Sprintf("%s.%d", epoch, n)
}

// records are lines with those that continue them.
func records(all []string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && strings.HasPrefix(all[to], " ") {
				to++
			}
			if !yield(all[from:to]) {
				return
			}
			from = to
		}
	}
}
