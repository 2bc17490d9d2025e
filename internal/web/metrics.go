package web

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
)

// metrics answers in the text format of Prometheus (exposition formats, 0.0.4).
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	family := func(name, kind, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }
	one := func(name, kind, help string, v float64) {
		family(name, kind, help)
		fmt.Fprintf(&b, "%s %s\n", name, value(v))
	}
	sources := s.store.Sources()
	for _, x := range []struct {
		name, help string
		of         func(i int) uint64
	}{
		{"rtwatch_lines_total", "Lines received.", func(i int) uint64 { return sources[i].Lines }},
		{"rtwatch_bytes_total", "Bytes of lines received.", func(i int) uint64 { return sources[i].Bytes }},
		{"rtwatch_lines_lost_total", "Lines known to be lost before they came.", func(i int) uint64 { return sources[i].Lost }},
		{"rtwatch_losses_unknown_total", "Times that lines were lost, nobody knows how many.", func(i int) uint64 { return sources[i].LostUnknown }},
		{"rtwatch_lines_evicted_total", "Lines no longer kept.", func(i int) uint64 { return sources[i].Evicted }},
		{"rtwatch_lines_cut_total", "Lines too long to be shown whole.", func(i int) uint64 { return sources[i].Cut }},
	} {
		family(x.name, "counter", x.help)
		for i := range sources {
			fmt.Fprintf(&b, "%s{source=%s} %d\n", x.name, label(sources[i].Name), x.of(i))
		}
	}
	total := s.store.Snapshot().Total
	one("rtwatch_lines_per_second", "gauge", "Lines a second, over the last two seconds.", total.Rate)
	one("rtwatch_memory_bytes", "gauge", "Memory of the lines kept.", float64(total.Bytes))
	one("rtwatch_clients", "gauge", "Clients that are told what comes.", float64(s.limits.streams.count()))
	one("rtwatch_requests_total", "counter", "HTTP requests.", float64(s.count.requests.Load()))
	one("rtwatch_client_lines_skipped_total", "counter", "Lines that clients were too slow for.", float64(s.count.skipped.Load()))
	one("rtwatch_clients_stalled_total", "counter", "Clients that were closed because they took nothing.", float64(s.count.stalled.Load()))
	one("rtwatch_posted_lines_total", "counter", "Lines that were posted.", float64(s.count.posted.Load()))
	one("rtwatch_posts_broken_total", "counter", "Posts that broke off.", float64(s.count.postsBroken.Load()))
	if all, _ := s.store.Series(); len(all) > 0 {
		family("rtwatch_series", "gauge", "The newest value of each series.")
		for _, x := range all {
			fmt.Fprintf(&b, "rtwatch_series{name=%s,unit=%s} %s\n", label(x.Name), label(x.Unit), value(x.Last.Value))
		}
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Write([]byte(b.String())) //nolint:errcheck // who has left need not be told
}

// label quotes a label's value.
func label(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(line.CleanString(s)) + `"`
}

func value(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	default:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
}

// health says that the server is well, and how its sources are.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	v := view{server: s}
	m := v.state()
	status := http.StatusOK
	if m.State == "failed" {
		status = http.StatusServiceUnavailable
	}
	answer(w, status, struct {
		Status  string        `json:"status"`
		State   string        `json:"state"`
		Sources []sourceState `json:"sources"`
		Clients int           `json:"clients"`
		Skipped uint64        `json:"skipped"`
	}{map[bool]string{true: "ok", false: "failed"}[status == http.StatusOK], m.State, m.Sources, s.limits.streams.count(), s.count.skipped.Load()})
}
