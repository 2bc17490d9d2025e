package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
)

// The state of all is as on the screen: live if one is, else waiting, failed,
// ended. Only where all have failed the server is unwell.
func TestStateOfAll(t *testing.T) {
	for _, c := range []struct {
		name   string
		states []source.State
		want   string
		status int
	}{
		{"nothing known", nil, "live", 200},
		{"one has not said", []source.State{source.StateSame, source.StateFailed}, "live", 200},
		{"one is live", []source.State{source.StateFailed, source.StateWaiting, source.StateLive, source.StateEnded}, "live", 200},
		{"one may come", []source.State{source.StateEnded, source.StateFailed, source.StateWaiting}, "waiting", 200},
		{"one has failed", []source.State{source.StateEnded, source.StateFailed, source.StateEnded}, "failed", 200},
		{"all have failed", []source.State{source.StateFailed, source.StateFailed}, "failed", 503},
		{"all have ended", []source.State{source.StateEnded, source.StateEnded}, "ended", 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, nil)
			for i, s := range c.states {
				r.batches <- source.Batch{Source: string(rune('a' + i)), Notices: []source.Notice{{Text: "x", State: s}}}
			}
			until(t, "all have said something", func() bool { return len(r.server.store.Sources()) == len(c.states) })
			if got := r.server.state(nil).State; got != c.want {
				t.Errorf("all are %s, want %s", got, c.want)
			}
			if status, body := r.do(http.MethodGet, "/healthz", ""); status != c.status || !strings.Contains(body, `"state":"`+c.want+`"`) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}
