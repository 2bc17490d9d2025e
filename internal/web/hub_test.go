package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// There may be so many views; more are refused with what to do, unless nobody
// looks at one of them any more. Together they keep no more than a few of them.
func TestManyViews(t *testing.T) {
	r := start(t, nil)
	h := &r.server.hub
	var all []*view
	for k := range maxViews {
		if got, want := h.share(), min(queueBytes, queuesBytes/max(k, 1)); got != want {
			t.Fatalf("of %d views each keeps %d bytes, not %d", k, got, want)
		}
		v, err := h.view(selection{Filter: fmt.Sprint("a", k)})
		if err != nil {
			t.Fatal(k, err)
		}
		all = append(all, v)
	}
	for _, path := range []string{"/events?filter=b", "/text?filter=b", "/poll?filter=b", "/text"} {
		if status, body := r.do("GET", path, ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "one that others have") {
			t.Errorf("one more at %s: %d %s", path, status, body)
		}
	}
	if status, body := r.do("GET", "/poll?filter=a7", ""); status != http.StatusOK {
		t.Errorf("one that others have: %d %s", status, body)
	}
	h.release(all[0])
	if status, body := r.do("GET", "/poll?filter=b", ""); status != http.StatusOK {
		t.Errorf("once one is left: %d %s", status, body)
	}
	for _, v := range all[1:] {
		h.release(v)
	}
}

func TestRingKeepsSoMuch(t *testing.T) {
	for most, want := range map[int]int{0: 1, 99: 1, 200: 2, 299: 2, 300: 3, 1 << 20: 10} {
		var r ring
		for range 10 {
			r.add(&frame{data: make([]byte, 100)}, most)
		}
		if len(r.frames) != want {
			t.Errorf("within %d bytes there are %d frames, not %d", most, len(r.frames), want)
		}
	}
}
