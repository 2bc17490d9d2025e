package line

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// sameAsFull fails where p answers otherwise than the functions that know
// nothing of other lines.
func sameAsFull(t *testing.T, p *Parser, text []byte, ref time.Time) {
	t.Helper()
	want, wantOK := TimeOf(text, ref)
	got, ok := p.Time(text, ref)
	if ok != wantOK || !got.Equal(want) || ok && got.Location() != want.Location() {
		t.Errorf("Parser.Time(%q) = %v, %v, want %v, %v", text, got, ok, want, wantOK)
	}
	if got, want := p.Level(text), LevelOf(text); got != want {
		t.Errorf("Parser.Level(%q) = %v, want %v", text, got, want)
	}
	p.Continues(text)
}

// forms are lines with %s for the time, its layout, and %s for the level.
var forms = []struct{ layout, text string }{
	{"2006-01-02T15:04:05Z07:00", "%s %s started %d of x"},
	{"2006-01-02T15:04:05.000Z07:00", "%s [%s] started %d of x"},
	{"2006-01-02 15:04:05,000", "%s - %s [main:Peer@%d] - started"},
	{"2006-01-02 15:04:05,000", "%s %-5s [thread-%d] org.example.Main: failed"},
	{"2006-01-02 15:04:05", "%s, %-7s CBS  x %d no error"},
	{"2006-01-02 15:04:05.000", "app.log.1.2026-11-01_10:10:10 %s 2534 %s app.x [req-%d] GET"},
	{"2006-01-02 15:04:05.000 -0700", "[%s] <%s> %d x"},
	{"02/Jan/2006:15:04:05 -0700", "10.0.0.1 - - [%s] \"GET /%s HTTP/1.1\" 500 %d"},
	{"Mon Jan 02 15:04:05 2006", "[%s] [%s] [client 10.0.0.%d] x"},
	{"Mon Jan 02 15:04:05.000000 2006", "[%s] [core:%s] [pid %d] x"},
	{"Jan _2 15:04:05", "%s host app[12]: %s: x %d"},
	{"Jan _2 15:04:05", "<13>%s host app %s x %d"},
	{"Jan 2, 2006 3:04:05 PM", "%s org.example.Main main %s %d"},
	{"0102 15:04:05.000000", "I%s 1 main.go:1] %s x %d"},
	{"01-02 15:04:05.000", "%s  1702  2395 %.1s Tag: x %d"},
	{"060102 150405", "%s 148 %s x.Y$Z: %d"},
	{"06/01/02 15:04:05", "%s %s x.Y: %d"},
	{"20060102-15:4:5", "%s:17|Step|%s|%d"},
	{"20060102T150405.000Z0700", "%s %s x %d"},
	{"15:04:05.000", "%s [main] %s x %d"},
	{"2006-01-02-15.04.05.000000", "- 1795340467 2026.11.22 R02-M1 %s R02-M1 RAS KERNEL %s x %d"},
	{"02 Jan 2006 15:04:05.000", "1234:M %s * %s x %d"},
	{"2006-01-02T15:04:05.999999999Z07:00", `{"time":"%s","level":"%s","msg":"x %d"}`},
	{"2006-01-02T15:04:05.000Z07:00", "time=%s level=%s msg=%d"},
	{"2006-01-02T15:04:05Z07:00", "web-1  | %s \x1b[31m%s\x1b[0m x %d"},
	{"2006/01/02 15:04:05", "%s %s main.go:%d: x"},
	{"01.02 15:04:05", "[%s] app.exe - %s x:%d"},
	{"unknown", "no %s here, %s, %d"},
}

// TestParserGenerated reads generated lines of each form, of several forms at
// once, with a zone that changes its offset, near and far in time.
func TestParserGenerated(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no zones here")
	}
	levels := []string{"INFO", "WARN", "ERROR", "DEBUG", "info", "notice", "FATAL", "error", "Info", "x", "Warning", "E", "I"}
	random := rand.New(rand.NewPCG(1, 2))
	var mixed Parser
	for _, loc := range []*time.Location{time.UTC, berlin, testRef.Location()} {
		for _, step := range []time.Duration{time.Millisecond * 17, 7 * time.Second, 41 * time.Minute, 5 * time.Hour} {
			for _, f := range forms {
				var p Parser
				// Begins some days before the offset changes.
				at := time.Date(2026, 3, 27, 12, 0, 0, 0, loc)
				if random.IntN(2) == 0 {
					at = time.Date(2026, 10, 23, 23, 59, 0, 0, loc)
				}
				for range 60 {
					text := fmt.Appendf(nil, f.text, at.Format(f.layout), levels[random.IntN(len(levels))], random.IntN(1000))
					ref := at.Add(time.Duration(random.IntN(72)-36) * time.Hour)
					sameAsFull(t, &p, text, ref)
					sameAsFull(t, &mixed, text, ref)
					if random.IntN(10) == 0 {
						text[random.IntN(len(text))] = "0129 :-[]Ez\x1b"[random.IntN(12)]
						sameAsFull(t, &p, text, ref)
						sameAsFull(t, &p, text[:random.IntN(len(text))], ref)
					}
					at = at.Add(time.Duration(random.Int64N(int64(2 * step))))
				}
			}
		}
	}
}

// TestParserDay reads lines of which the second looks like one of the first's
// day and is not.
func TestParserDay(t *testing.T) {
	newYear := time.Date(2027, 1, 1, 12, 0, 0, 0, testRef.Location())
	tests := []struct {
		name, first, second string
		ref                 time.Time
	}{
		{"three digits", "2026-11-22 09:41:07 x", "2026-11-22 09:41:079 x", testRef},
		{"zone tells another year", "Dec 31 23:30:00 UTC x", "Dec 31 23:40:00 x", newYear},
		{"year from a date in front", "Nov 9 12:00:00 h x", "- 1131566461 2005.11.09 dn1 Nov 9 12:01:01 dn1 x", testRef},
		{"year behind", "Nov 9 12:00:00 2020 x", "Nov 9 12:00:00 h x", testRef},
		{"no year behind", "Nov 9 12:00:00 h x", "Nov 9 12:00:00 2020 x", testRef},
		{"afternoon", "11/22/2026 09:41:07 AM x", "11/22/2026 09:41:07 PM x", testRef},
		{"another zone", "2026-11-22T09:41:07Z x", "2026-11-22T09:41:07+05:30 x", testRef},
		{"no zone", "2026-11-22T09:41:07Z x", "2026-11-22T09:41:07 x", testRef},
		{"no such hour", "2026-11-22 09:41:07 x", "2026-11-22 29:41:07 x", testRef},
		{"one digit", "2026-11-22 09:41:07 xxx", "2026-11-22 9:41:07 xxx", testRef},
		{"dots", "2026-11-22 09:41:07 x", "2026-11-22 09.41.07 x", testRef},
		{"minutes only", "2026-11-22 09:41:07 x", "2026-11-22 09:41 xxxx", testRef},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var p Parser
			for range 2 {
				sameAsFull(t, &p, []byte(tt.first), tt.ref)
				sameAsFull(t, &p, []byte(tt.second), tt.ref)
			}
			sameAsFull(t, &p, []byte(tt.first), tt.ref.AddDate(0, 0, -60))
			sameAsFull(t, &p, []byte(tt.first), tt.ref.AddDate(1, 0, 0))
			sameAsFull(t, &p, []byte(tt.first), tt.ref.UTC())
		})
	}
}

// TestParserSamples asserts the same of the real logs, see TestSamples.
func TestParserSamples(t *testing.T) {
	folder := os.Getenv("RTWATCH_LOGS")
	if folder == "" {
		t.Skip("RTWATCH_LOGS is not set")
	}
	var mixed Parser
	for _, s := range samples {
		var p Parser
		heads := 0
		lines := s.lines(t, folder)
		for _, text := range lines {
			sameAsFull(t, &p, text, testRef)
			sameAsFull(t, &mixed, text, testRef)
			if !p.Continues(text) {
				heads++
			}
		}
		if heads != len(lines) {
			t.Errorf("%s: %d heads of %d lines", s.system, heads, len(lines))
		}
	}
}

// lines returns the lines of the sample.
func (s sample) lines(t testing.TB, folder string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, s.system, s.system+"_2k.log"))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
}

// TestParserCopy asserts that a copy has learned the same and goes on alone.
func TestParserCopy(t *testing.T) {
	var p Parser
	for i := range 10 {
		text := fmt.Appendf(nil, "2026-11-22 09:41:%02d,123 INFO x", i)
		p.Time(text, testRef)
		p.Level(text)
	}
	before := p
	q := p
	for range 10 {
		q.Time([]byte("Nov 23 10:00:00 h x"), testRef)
		q.Level([]byte("Nov 23 10:00:00 h x"))
	}
	if p != before {
		t.Error("the copy changed the parser")
	}
	if !before.Continues([]byte("no time")) {
		t.Error("the copy has not learned that lines have times")
	}
}

func TestParserAllocations(t *testing.T) {
	for _, l := range benchLines {
		var p Parser
		text := []byte(l.text)
		if n := testing.AllocsPerRun(100, func() {
			p.Time(text, testRef)
			p.Level(text)
			p.Continues(text)
		}); n != 0 {
			t.Errorf("%s: %v allocations", l.name, n)
		}
	}
}

// FuzzParser splits its input into lines and asserts that a parser says of each
// what the full functions say.
func FuzzParser(f *testing.F) {
	for _, form := range forms {
		text := ""
		for i := range 4 {
			text += fmt.Sprintf(form.text, testRef.Add(time.Duration(i)*7*time.Hour).Format(form.layout), "INFO", i) + "\n"
		}
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var p Parser
		for range 2 {
			for l := range bytes.SplitSeq(text, []byte("\n")) {
				sameAsFull(t, &p, l, testRef)
			}
		}
	})
}
