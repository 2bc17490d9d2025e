package line

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// sample is one system's log with its answers, taken apart by hand.
type sample struct {
	system string
	layout string   // of the answer's columns, joined by spaces
	stamp  []string // columns of the time
	level  string   // column of the level, if the answers have it
}

var samples = []sample{
	{"Apache", "Mon Jan 02 15:04:05 2006", []string{"Time"}, "Level"},
	{"HDFS", "060102 150405", []string{"Date", "Time"}, "Level"},
	{"HealthApp", "20060102-15:4:5:", []string{"Time"}, ""},
	{"Linux", "Jan 2 15:04:05", []string{"Month", "Date", "Time"}, ""},
	{"OpenSSH", "Jan 2 15:04:05", []string{"Date", "Day", "Time"}, ""},
	{"OpenStack", "2006-01-02 15:04:05.000", []string{"Date", "Time"}, "Level"},
	{"Spark", "06/01/02 15:04:05", []string{"Date", "Time"}, "Level"},
	{"Zookeeper", "2006-01-02 15:04:05,000", []string{"Date", "Time"}, "Level"},
}

// TestSamples measures times and levels on the real logs in the folder that
// RTWATCH_LOGS names, laid out as github.com/logpai/loghub has them.
func TestSamples(t *testing.T) {
	folder := os.Getenv("RTWATCH_LOGS")
	if folder == "" {
		t.Skip("RTWATCH_LOGS is not set")
	}
	for _, s := range samples {
		t.Run(s.system, func(t *testing.T) { s.measure(t, filepath.Join(folder, s.system)) })
	}
}

func (s sample) measure(t *testing.T, folder string) {
	base := filepath.Join(folder, s.system+"_2k.log")
	text, err := os.ReadFile(base)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	f, err := os.Open(base + "_structured.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	rows = rows[1:]
	if len(rows) != len(lines) {
		t.Fatalf("%d answers for %d lines", len(rows), len(lines))
	}
	ref := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	times, levels, stated, guesses := 0, 0, 0, 0
	for i, row := range rows {
		got, ok := TimeOf(lines[i], ref)
		if ok && s.sameTime(t, got, row, column) {
			times++
		} else if i-times < 3 {
			t.Logf("time %v %v of %q", got, ok, lines[i])
		}
		l, guessed := LevelOf(lines[i]), false
		if certain, _ := guess(lines[i]); certain == None && l != None {
			guesses++
			guessed = true
		}
		if s.level == "" {
			continue
		}
		want, ok := ParseLevel(row[column[s.level]])
		switch {
		case !ok:
			t.Fatalf("answer %q", row[column[s.level]])
		case l != want:
			t.Logf("level %v, want %v of %q", l, want, lines[i])
		case guessed:
			levels++
		default:
			levels++
			stated++
		}
	}
	t.Logf("times right %d of %d; levels right %d, without the weak guess %d; weak guesses %d", times, len(rows), levels, stated, guesses)
	if times*100 < 99*len(rows) {
		t.Errorf("times right %d of %d, want 99 %%", times, len(rows))
	}
	if s.level != "" && levels*100 < 98*len(rows) {
		t.Errorf("levels right %d of %d, want 98 %%", levels, len(rows))
	}
}

func (s sample) sameTime(t *testing.T, got time.Time, row []string, column map[string]int) bool {
	var stated []byte
	for i, name := range s.stamp {
		if i > 0 {
			stated = append(stated, ' ')
		}
		stated = append(stated, row[column[name]]...)
	}
	ms := 0
	if s.system == "HealthApp" { // milliseconds without leading noughts
		i := bytes.LastIndexByte(stated, ':') + 1
		ms, _ = digits(stated, i, 3)
		stated = stated[:i]
	}
	want, err := time.Parse(s.layout, string(stated))
	if err != nil {
		t.Fatal(err)
	}
	want = want.Add(time.Duration(ms) * time.Millisecond)
	if want.Year() == 0 {
		want = want.AddDate(got.Year(), 0, 0)
	}
	return got.Equal(want)
}
