package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/source"
)

// The text format, as strict as its grammar: a sample's name, its labels, a
// number. Names of labels and families are what Prometheus allows.
var (
	sampleLine = regexp.MustCompile(`^([a-z_:][a-z0-9_:]*)(?:\{((?:[a-z_][a-z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$`)
	headLine   = regexp.MustCompile(`^# (HELP|TYPE) ([a-z_:][a-z0-9_:]*) (.+)$`)
)

// exposed parses an answer of /metrics and complains of all that is not as the
// format and its conventions have it.
func exposed(t *testing.T, text string) map[string]float64 {
	t.Helper()
	all, done := map[string]float64{}, map[string]bool{}
	family, kind, helped := "", "", ""
	if !strings.HasSuffix(text, "\n") || !utf8.ValidString(text) {
		t.Error("the text does not end with a newline, or is not UTF-8")
	}
	for l := range strings.Lines(text) {
		l = strings.TrimSuffix(l, "\n")
		if m := headLine.FindStringSubmatch(l); m != nil {
			switch m[1] {
			case "HELP":
				helped = m[2]
				if done[helped] {
					t.Errorf("%s comes twice", helped)
				}
			case "TYPE":
				if m[2] != helped || family == m[2] {
					t.Errorf("the type of %s is not behind its help", m[2])
				}
				family, kind = m[2], m[3]
				done[family] = true
				if total := strings.HasSuffix(family, "_total"); !slices.Contains([]string{"counter", "gauge"}, kind) || total != (kind == "counter") {
					t.Errorf("%s is a %s", family, kind)
				}
			}
			continue
		}
		m := sampleLine.FindStringSubmatch(l)
		if m == nil {
			t.Errorf("this is no sample: %q", l)
			continue
		}
		if m[1] != family {
			t.Errorf("%s stands in the family %s", m[1], family)
		}
		key, _, _ := strings.Cut(l, "} ")
		if m[2] == "" {
			key = m[1]
		} else {
			key += "}"
		}
		if _, twice := all[key]; twice {
			t.Errorf("%s comes twice", key)
		}
		v, err := strconv.ParseFloat(m[3], 64)
		if err != nil || kind == "counter" && v < 0 {
			t.Errorf("%s: the value is %s", key, m[3])
		}
		all[key] = v
	}
	return all
}

func TestMetrics(t *testing.T) {
	r := start(t, func(o *setup) { o.Version = `v1 "two"` })
	at := time.UnixMilli(1_790_000_000_123)
	r.write("one", "two")
	for i, name := range []string{"cpu.user", "a\"b\\c\nd", "\xff", "\xfe", strings.Repeat("é", 300), strings.Repeat("é", 301), "\x1b[31mred"} {
		r.batches <- source.Batch{Source: name, Lines: source.Block{Data: []byte("x\n"), Lines: 1}, Samples: []source.Sample{{At: at, Series: name, Value: float64(i) + 0.5, Unit: "%"}}}
	}
	r.batches <- source.Batch{Source: "gone", Notices: []source.Notice{{State: source.StateFailed, Severity: source.Fail, Text: "it failed"}}}
	until(t, "all is stored", func() bool { return len(r.server.store.Sources()) == 9 })
	r.do("GET", "/tables", "", "Authorization", "Bearer wrong")
	told := r.get("/events")
	defer told.Body.Close()
	status, text := r.do("GET", "/metrics", "")
	all := exposed(t, text)
	for key, want := range map[string]float64{
		`rtwatch_lines_total{source="a"}`:                                       2,
		`rtwatch_line_bytes_total{source="a"}`:                                  8,
		`rtwatch_source_up{source="a"}`:                                         1,
		`rtwatch_source_up{source="gone"}`:                                      0,
		`rtwatch_series{series="cpu.user",unit="%"}`:                            0.5,
		`rtwatch_series_timestamp_seconds{series="cpu.user"}`:                   1790000000.123,
		`rtwatch_clients{way="events"}`:                                         1,
		`rtwatch_clients{way="ws"}`:                                             0,
		`rtwatch_http_requests_refused_total{code="401"}`:                       1,
		`rtwatch_http_requests_refused_total{code="421"}`:                       0,
		`rtwatch_http_requests_total`:                                           3,
		`rtwatch_last_line_timestamp_seconds{source="gone"}`:                    0,
		fmt.Sprintf(`rtwatch_lines_total{source=%q}`, strings.Repeat("é", 128)): 1,
	} {
		if got, ok := all[key]; !ok || got != want {
			t.Errorf("%s is %v (%t), want %v", key, got, ok, want)
		}
	}
	series := 0
	for key := range all {
		if strings.HasPrefix(key, "rtwatch_series{") {
			series++
		}
		if strings.Contains(key, "\x1b") || len(key) > maxLabel+100 {
			t.Errorf("%q", key)
		}
	}
	if series != 7 || status != 200 {
		t.Errorf("%d series, want 7; status %d", series, status)
	}
	if t.Failed() {
		t.Log(text)
	}
}

// However many series there are, no message is so long that clients choke on it.
func TestGraphsAreToldInPieces(t *testing.T) {
	r := start(t, nil)
	now := time.Now()
	const series, points = 60, 600
	for i := range points {
		b := source.Batch{Source: "a"}
		for k := range series {
			b.Samples = append(b.Samples, source.Sample{At: now.Add(time.Duration(i-points) * time.Second), Series: fmt.Sprintf("series.%d", k), Value: float64(i) + 1.0/3})
		}
		r.batches <- b
	}
	until(t, "all is stored", func() bool {
		all, _ := r.server.store.Series()
		return len(all) == series && all[series-1].Last.Value > points-1
	})
	seen := map[string]int{}
	for _, m := range (&view{server: r.server}).graphs() {
		if len(m) > 512<<10 {
			t.Errorf("a message of %d bytes", len(m))
		}
		var told struct{ Samples map[string][][2]float64 }
		if err := json.Unmarshal(m, &told); err != nil {
			t.Fatal(err)
		}
		for name, points := range told.Samples {
			seen[name] += len(points)
		}
	}
	if len(seen) != series || seen["series.0"] < points/2 {
		t.Errorf("%d series are told, %d points of the first", len(seen), seen["series.0"])
	}
}
