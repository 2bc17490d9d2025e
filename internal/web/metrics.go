package web

import (
	"bytes"
	"math"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// metrics answers in the text format of Prometheus (exposition formats, 0.0.4).
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	var e exposition
	e.family("rtwatch_build_info", "gauge", "The version of rtwatch and of Go; always 1.")
	version, _, _ := strings.Cut(s.options.Version, " go")
	e.sample(1, "version", version, "goversion", runtime.Version())
	e.one("rtwatch_start_time_seconds", "gauge", "When rtwatch began to serve, in seconds since 1970.", seconds(s.began))
	s.sourceMetrics(&e)
	e.one("rtwatch_store_memory_bytes", "gauge", "Memory of the lines that are kept.", float64(s.store.Snapshot().Total.Bytes))
	s.clientMetrics(&e)
	s.seriesMetrics(&e)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Write(e.text.Bytes()) //nolint:errcheck // who has left need not be told
}

func (s *Server) sourceMetrics(e *exposition) {
	all := s.store.Sources()
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	names = labels(names)
	for _, x := range []struct {
		name, kind, help string
		of               func(*store.SourceStat) float64
	}{
		{"rtwatch_source_up", "gauge", "Whether a source may send more: 0 once it has ended or failed.", func(s *store.SourceStat) float64 {
			if s.State == source.StateEnded || s.State == source.StateFailed {
				return 0
			}
			return 1
		}},
		{"rtwatch_lines_total", "counter", "Lines received, or found in what there was before.", func(s *store.SourceStat) float64 { return float64(s.Lines) }},
		{"rtwatch_line_bytes_total", "counter", "Bytes of these lines, with their line ends.", func(s *store.SourceStat) float64 { return float64(s.Bytes) }},
		{"rtwatch_lines_lost_total", "counter", "Lines known to be lost before they came.", func(s *store.SourceStat) float64 { return float64(s.Lost) }},
		{"rtwatch_losses_unknown_total", "counter", "Times that lines were lost, nobody knows how many.", func(s *store.SourceStat) float64 { return float64(s.LostUnknown) }},
		{"rtwatch_lines_evicted_total", "counter", "Lines that are no longer kept.", func(s *store.SourceStat) float64 { return float64(s.Evicted) }},
		{"rtwatch_lines_cut_total", "counter", "Lines too long to be shown whole.", func(s *store.SourceStat) float64 { return float64(s.Cut) }},
		{"rtwatch_last_line_timestamp_seconds", "gauge", "When the last line came, in seconds since 1970; 0: none has.", func(s *store.SourceStat) float64 { return seconds(s.Last) }},
	} {
		e.family(x.name, x.kind, x.help)
		for i := range all {
			e.sample(x.of(&all[i]), "source", names[i])
		}
	}
}

func (s *Server) clientMetrics(e *exposition) {
	e.family("rtwatch_clients", "gauge", "Clients that are told what comes, by the route they took.")
	for w, n := range s.limits.streams.each() {
		e.sample(float64(n), "way", way(w).String())
	}
	e.one("rtwatch_client_lines_skipped_total", "counter", "Lines that clients were too slow for.", float64(s.count.skipped.Load()))
	e.one("rtwatch_clients_stalled_total", "counter", "Clients that were closed because they took nothing.", float64(s.count.stalled.Load()))
	e.one("rtwatch_http_requests_total", "counter", "Requests, those that were refused too.", float64(s.count.requests.Load()))
	e.family("rtwatch_http_requests_refused_total", "counter", "Requests that did not pass the gate: 401 had no token or a wrong one.")
	for _, status := range []int{400, 401, 403, 404, 405, 414, 421, 429} {
		e.sample(float64(s.gate.refused[status-http.StatusBadRequest].Load()), "code", strconv.Itoa(status))
	}
	e.one("rtwatch_posted_lines_total", "counter", "Lines that were posted.", float64(s.count.posted.Load()))
	e.one("rtwatch_posts_broken_total", "counter", "Posts that broke off.", float64(s.count.postsBroken.Load()))
}

// seriesMetrics adds the series that are watched. The store bounds how many
// there are.
func (s *Server) seriesMetrics(e *exposition) {
	all, _ := s.store.Series()
	if len(all) == 0 {
		return
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	names = labels(names)
	e.family("rtwatch_series", "gauge", "The newest value of each series, in its own unit.")
	for i := range all {
		e.sample(all[i].Last.Value, "series", names[i], "unit", all[i].Unit)
	}
	e.family("rtwatch_series_timestamp_seconds", "gauge", "When that value is from, in seconds since 1970.")
	for i := range all {
		e.sample(seconds(all[i].Last.At), "series", names[i])
	}
}

// seconds is a time in seconds since 1970; 0 for none.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// labels are names that are fit to be labels, all different: two series of the
// same labels would make Prometheus refuse the answer.
func labels(names []string) []string {
	seen := make(map[string]bool, len(names))
	fit := make([]string, len(names))
	for i, name := range names {
		name = line.CleanString(name)
		if len(name) > maxLabel {
			cut := maxLabel
			for !utf8.RuneStart(name[cut]) {
				cut--
			}
			name = name[:cut]
		}
		fit[i] = name
		for n := 2; seen[fit[i]]; n++ {
			fit[i] = name + "~" + strconv.Itoa(n)
		}
		seen[fit[i]] = true
	}
	return fit
}

// exposition is an answer under way.
type exposition struct {
	text bytes.Buffer
	name string // of the family
}

func (e *exposition) family(name, kind, help string) {
	e.name = name
	e.text.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

// one adds a family of one sample.
func (e *exposition) one(name, kind, help string, v float64) {
	e.family(name, kind, help)
	e.sample(v)
}

// sample adds a sample of the family, with the names and values of its labels.
func (e *exposition) sample(v float64, labels ...string) {
	e.text.WriteString(e.name)
	for i := 0; i+1 < len(labels); i += 2 {
		before := byte(',')
		if i == 0 {
			before = '{'
		}
		e.text.WriteByte(before)
		e.text.WriteString(labels[i] + `="` + escapes.Replace(line.CleanString(labels[i+1])) + `"`)
	}
	if len(labels) > 0 {
		e.text.WriteByte('}')
	}
	e.text.WriteString(" " + value(v) + "\n")
}

// escapes are what the value of a label may not have as it is.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

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
