package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestBudget(t *testing.T) {
	var b budget
	now := time.Unix(0, 0)
	for i, c := range []struct {
		after, spent time.Duration
		ok           bool
	}{
		{0, 0, true},
		{0, 10 * time.Second, true},
		{0, 10*time.Second + 1, false},
		{time.Second, 10*time.Second + 200*time.Millisecond, true},
		{time.Hour, 20*time.Second + 200*time.Millisecond, true},
		{0, 21 * time.Second, false},
	} {
		now = now.Add(c.after)
		if ok := b.take(c.spent, now, 10*time.Second); ok != c.ok {
			t.Errorf("%d: %v", i, ok)
		}
	}
}

// A filter that takes too long ends, is said to, and others go on.
func TestCostlyFilterIsPaused(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *setup) { o.filterBurst = 50 * time.Millisecond })
	slow := "filter=" + url.QueryEscape("/(?:a?){100}(?:b?){100}c/")
	costly, cheap := r.dial("n=0&"+slow), r.dial("n=0&filter=x")
	hear(t, cheap, func(m told) bool { return m.Type == "lines" })
	text := "x" + strings.Repeat("a\xff", 500) // what is not UTF-8 is the slow way
	for range 20 {
		r.write(text, text)
	}
	hear(t, costly, func(m told) bool { return m.Type == "error" && strings.Contains(m.Error, "paused") })
	hear(t, costly, func(m told) bool { return m.Type == "state" && m.Paused && !m.Done })
	got := 0
	hear(t, cheap, func(m told) bool { got += len(m.Lines); return got == 40 })
	if status, body := r.do(http.MethodGet, "/lines?"+slow, ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "paused") {
		t.Error(status, body)
	}
	if err := costly.WriteMessage(websocket.TextMessage, []byte(`{"id":1,"view":{"filter":"x","n":3}}`)); err != nil {
		t.Fatal(err)
	}
	hear(t, costly, func(m told) bool { return m.Reset && len(m.Lines) == 3 })
}
