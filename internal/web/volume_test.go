package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

// The histogram counts what the view shows, and nothing that the command line
// leaves out.
func TestVolumeOfView(t *testing.T) {
	only, err := query.Parse("not secret", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for name, fixed := range map[string]*query.Query{"all": nil, "not all": only} {
		t.Run(name, func(t *testing.T) {
			r := start(t, func(o *setup) { o.Query = fixed })
			for i, l := range []string{"INFO one", "ERROR two\n  of one", "INFO three secret", "WARN two", "ERROR four"} {
				text := begin.Add(time.Duration(i)*time.Second).Format(time.RFC3339) + " " + l + "\n"
				from := "a"
				if i == 4 {
					from = "b"
				}
				r.batches <- source.Batch{Source: from, Lines: source.Block{Data: []byte(text), Lines: strings.Count(text, "\n")}}
			}
			until(t, "all is stored", func() bool { return r.server.store.Snapshot().Next >= 6 })
			secret := 1
			if fixed != nil {
				secret = 0
			}
			for _, c := range []struct {
				view url.Values
				want [5]int // of each second
			}{
				{url.Values{}, [5]int{1, 1, secret, 1, 1}},
				{url.Values{"filter": {"two"}}, [5]int{0, 1, 0, 1, 0}},
				{url.Values{"level": {"error"}}, [5]int{0, 1, 0, 0, 1}},
				{url.Values{"source": {"b"}}, [5]int{0, 0, 0, 0, 1}},
				{url.Values{"source": {"a"}, "level": {"warn"}, "filter": {"two"}}, [5]int{0, 1, 0, 1, 0}},
				{url.Values{"filter": {"nothing"}}, [5]int{}},
			} {
				c.view.Set("n", "5")
				c.view.Set("from", begin.Format(time.RFC3339))
				c.view.Set("to", begin.Add(5*time.Second).Format(time.RFC3339))
				var out struct {
					Buckets [][]int
					Done    bool
				}
				until(t, "it is counted", func() bool {
					status, body := r.do(http.MethodGet, "/volume?"+c.view.Encode(), "")
					return status == http.StatusOK && json.Unmarshal([]byte(body), &out) == nil && out.Done
				})
				var got [5]int
				for i, levels := range out.Buckets {
					for _, n := range levels {
						got[i] += n
					}
				}
				if got != c.want {
					t.Errorf("%v: %v, want %v", c.view, got, c.want)
				}
			}
		})
	}
	r := start(t, nil)
	if status, body := r.do(http.MethodGet, "/volume?filter=((", ""); status != http.StatusBadRequest || !strings.Contains(body, "error") {
		t.Errorf("with a bad filter: %d, %s", status, body)
	}
}

// What counting takes is the filter's time too, and a filter that is paused
// counts no more.
func TestVolumeIsPaused(t *testing.T) {
	r := start(t, nil)
	text := "x" + strings.Repeat("a\xff", 500) // what is not UTF-8 is the slow way
	r.write(text, text)
	filter := "/(?:a?){100}(?:b?){100}c/"
	path := "/volume?filter=" + url.QueryEscape(filter)
	v, err := r.server.hub.view(selection{Filter: filter})
	if err != nil {
		t.Fatal(err)
	}
	defer r.server.hub.release(v)
	had := func() time.Duration {
		v.account.budget.mu.Lock()
		defer v.account.budget.mu.Unlock()
		return v.account.had
	}
	until(t, "the search is done", func() bool { return v.matches.Count().Done })
	before := had()
	until(t, "counting has taken time", func() bool {
		v.count(time.Now().Add(-time.Hour), time.Now(), 1)
		return had() > before
	})
	v.account.turn(t, filterBurst+1)
	if status, body := r.do(http.MethodGet, path, ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "paused") {
		t.Error(status, body)
	}
}
