package iostat

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// still is an input of bytes that are all there.
type still struct{ io.Reader }

func (still) SetReadDeadline(time.Time) error { return nil }

// parse runs the parser that a collector would choose and writes down what it
// finds.
func parse(in io.Reader, sinceBoot bool) string {
	var b strings.Builder
	s := sink{
		report: func(r report) { b.WriteString(describe(r)) },
		bad:    func(line []byte) { fmt.Fprintf(&b, "not understood: %s\n", line) },
	}
	text, err := io.ReadAll(in)
	if err == nil && bytes.HasPrefix(text, []byte("{")) {
		err = (&document{sink: s, skip: sinceBoot}).read(iotest.OneByteReader(bytes.NewReader(text)))
	} else if err == nil {
		err = newText(s, sinceBoot).read(iotest.OneByteReader(bytes.NewReader(text)), still{})
	}
	if err != nil {
		fmt.Fprintf(&b, "error: %v\n", err)
	}
	return b.String()
}

// describe writes a report's batch, a line each sample and row.
func describe(r report) string {
	var b strings.Builder
	fmt.Fprintln(&b, "report")
	batch := r.batch(time.Time{})
	for _, s := range batch.Samples {
		fmt.Fprintf(&b, "  %s = %.6g %s\n", s.Series, s.Value, s.Unit)
	}
	for _, t := range batch.Tables {
		fmt.Fprintf(&b, "  table %s: %s\n", t.Name, strings.Join(t.Columns, " | "))
		for _, row := range t.Rows {
			fmt.Fprintf(&b, "    %s (%g): %s\n", row.ID, row.Score, strings.Join(row.Cells, " | "))
		}
	}
	return b.String()
}

// TestFixtures parses what is in testdata: sysstat12* were captured, the
// others written after manuals and sources. Each NAME has a NAME.want, made
// with -update and read by a person.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		if filepath.Ext(file) == ".want" {
			continue
		}
		n++
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// The first report of these is shown all the same, since there is but one.
			alone := strings.HasPrefix(file, "testdata/german") || strings.HasPrefix(file, "testdata/odd") ||
				file == "testdata/sysstat12-xdc.json"
			got := parse(bytes.NewReader(text), !alone)
			if *update {
				if err := os.WriteFile(file+".want", []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
	if n < 15 {
		t.Errorf("there are %d fixtures only", n)
	}
}

// TestPieces checks that a report never waits for the next one, and that the
// way a text is cut into reads means nothing.
func TestPieces(t *testing.T) {
	for _, test := range []struct {
		name, text string
		wait       time.Duration
		reports    int
	}{
		{"cpu line", "avg-cpu: %user %idle\n 1.0 99.0\n", 0, 1},
		{"device table", "Device r/s\nsda 1.0\nsdb 2.0\n\n", 0, 1},
		{"device table without an end", "device r/s\nada0 1.0\nada1 2.0\n", quietAfter, 1},
		{"bsd line", "  cpu\n us sy id\n 1 2 97\n", 0, 1},
		{"json", `{"statistics": [ {"avg-cpu": {"user": 1.0, "idle": 99.0}}`, 0, 1},
		{"second json", `{"statistics": [ {"avg-cpu": {"idle": 99.0}},` + "\n" + `{"disk": []}`, 0, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, w := net.Pipe()
				var at []time.Duration
				began := time.Now()
				ended := make(chan error, 1)
				go func() {
					s := sink{func(report) { at = append(at, time.Since(began)) }, func(line []byte) { t.Errorf("bad line %q", line) }}
					if test.text[0] == '{' {
						ended <- (&document{sink: s}).read(r)
					} else {
						ended <- newText(s, false).read(r, r)
					}
				}()
				for _, c := range []byte(test.text) {
					_, _ = w.Write([]byte{c})
				}
				<-time.After(10 * time.Second) // in the bubble's time
				synctest.Wait()
				if len(at) != test.reports || at[len(at)-1] != test.wait {
					t.Errorf("reports came at %v, want %d, the last at %v", at, test.reports, test.wait)
				}
				w.Close()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestCutJSON stops a document at every byte.
func TestCutJSON(t *testing.T) {
	whole, err := os.ReadFile("testdata/sysstat12-xdc.json")
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		reports := 0
		d := document{sink: sink{func(report) { reports++ }, func(line []byte) { t.Errorf("bad %q", line) }}}
		if err := d.read(bytes.NewReader(whole[:n])); err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		if end := bytes.Count(whole[:n], []byte("\n\t\t\t\t}")); reports != end {
			t.Errorf("cut at %d: %d reports, want %d", n, reports, end)
		}
	}
}

func TestJSONErrors(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"comma too many", `{"statistics": [ , {"disk": []}]}`, "error: "},
		{"not json", `{nonsense`, "error: "},
		{"odd type", `{"statistics": [ {"disk": 7}, {"avg-cpu": {"idle": 1}} ]}`, "not understood"},
		{"after an odd type", `{"statistics": [ {"disk": 7}, {"avg-cpu": {"idle": 1}} ]}`, "cpu.idle = 1 %"},
		{"odd number", `{"statistics": [ {"disk": [{"disk_device": "a", "util": "x"}]}]}`, "not understood: disk"},
		{"huge number", `{"statistics": [ {"disk": [{"disk_device": "a", "util": 1e999}]}]}`, "not understood: disk"},
		{"no name", `{"statistics": [ {"disk": [{"util": 1}]}]}`, "not understood: disk"},
		{"too long", `{"statistics": [ {"x": "` + strings.Repeat("x", maxReport) + `"}]}`, "error: a report is longer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := parse(strings.NewReader(test.text), false); !strings.Contains(got, test.want) {
				t.Errorf("got %.200q, want %q in it", got, test.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("Device r/s\n")
	for i := range maxDevices + 1 {
		fmt.Fprintf(&b, "d%d 1.0\n", i)
	}
	b.WriteString("\n" + strings.Repeat("x", 1<<20) + "\nDevice r/s\nlast 1.0\n")
	var rows []int
	bad := 0
	s := sink{func(r report) { rows = append(rows, len(r.devices)) }, func([]byte) { bad++ }}
	if err := newText(s, false).read(strings.NewReader(b.String()), still{}); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0] != maxDevices || rows[1] != 1 || bad != 2 {
		t.Errorf("tables of %v rows and %d bad lines", rows, bad)
	}
}

func TestNumber(t *testing.T) {
	for _, test := range []struct {
		text string
		want float64
		ok   bool
	}{
		{"0", 0, true},
		{"12.50", 12.5, true},
		{"12,50", 12.5, true},
		{"1000000000000000", 1e15, true},
		{"1000000000000001", 0, false},
		{"", 0, false},
		{".", 0, false},
		{"1.2.3", 0, false},
		{"1,2,3", 0, false},
		{"-1", 0, false},
		{"1e5", 0, false},
		{"nan", 0, false},
		{"inf", 0, false},
		{strings.Repeat("0", 33), 0, false},
	} {
		if got, ok := number([]byte(test.text)); ok != test.ok || ok && got != test.want {
			t.Errorf("number(%q) = %v, %v", test.text, got, ok)
		}
	}
}

func TestRate(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0 B/s", 1023: "1023 B/s", 1024: "1.0 KiB/s", 12.3 * (1 << 20): "12.3 MiB/s",
		1<<20 - 1: "1.0 MiB/s", 1 << 60: "1.0 EiB/s", maxNumber * (1 << 20): "909.5 EiB/s",
	} {
		if got := rate(v); got != want {
			t.Errorf("rate(%v) = %q, want %q", v, got, want)
		}
	}
}

func FuzzText(f *testing.F) { fuzz(f, "testdata/*.txt", false) }
func FuzzJSON(f *testing.F) { fuzz(f, "testdata/*.json", true) }

func fuzz(f *testing.F, seeds string, isJSON bool) {
	files, _ := filepath.Glob(seeds)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text []byte, sinceBoot bool) {
		run := func(in io.Reader) string {
			var b strings.Builder
			s := sink{func(r report) { check(t, r); b.WriteString(describe(r)) }, func([]byte) { b.WriteString("bad\n") }}
			if isJSON {
				_ = (&document{sink: s, skip: sinceBoot}).read(in)
			} else {
				_ = newText(s, sinceBoot).read(in, still{})
			}
			return b.String()
		}
		whole := run(bytes.NewReader(text))
		if pieces := run(iotest.OneByteReader(bytes.NewReader(text))); pieces != whole && len(text) < 32<<10 {
			t.Errorf("in one piece\n%sin many\n%s", whole, pieces)
		}
	})
}

// check holds a report to what the store expects.
func check(t *testing.T, r report) {
	if len(r.devices) > maxDevices {
		t.Errorf("a report of %d devices", len(r.devices))
	}
	b := r.batch(time.Time{})
	if b.Empty() && r.hasCPU {
		t.Error("an empty batch")
	}
	for _, s := range b.Samples {
		if math.IsNaN(s.Value) || math.IsInf(s.Value, 0) || s.Value < 0 || len(s.Series) > maxName+20 {
			t.Errorf("the sample %+v", s)
		}
	}
	for _, table := range b.Tables {
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Columns) || row.ID == "" {
				t.Errorf("the row %+v in a table of %q", row, table.Columns)
			}
		}
	}
}
