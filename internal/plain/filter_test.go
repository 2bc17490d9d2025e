package plain

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

func parsed(t *testing.T, text string) *query.Query {
	t.Helper()
	q, err := query.Parse(text, query.Options{Now: at})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestFilter(t *testing.T) {
	long := strings.Repeat(" ", store.MaxLine)
	for _, c := range []struct {
		name    string
		query   string
		batches []source.Batch
		want    string
	}{
		{"lines", "fail", []source.Batch{block("a", "ok\nit failed\nok\n"), block("a", "FAIL again\n")}, "it failed\nFAIL again\n"},
		{"none", "fail", []source.Batch{block("a", "ok\n")}, ""},
		{
			"a record is whole", "boom",
			[]source.Batch{block("a", "one\n\tat x\ntwo boom\n\tat y\n\tat z\nthree\n")},
			"two boom\n\tat y\n\tat z\n",
		},
		{
			"what continues a record comes later", "boom",
			[]source.Batch{block("a", "one\ntwo boom\n"), block("a", "\tat y\n"), block("a", "\tat z\nthree\n\tat w\n")},
			"two boom\n\tat y\n\tat z\n",
		},
		{
			"a later line makes it match", "boom",
			[]source.Batch{block("a", "one\ntwo\n"), block("a", "\tat x\n"), block("a", "\tat boom\n"), block("a", "\tat z\nthree\n")},
			"two\n\tat x\n\tat boom\n\tat z\n",
		},
		{"in pieces", "boom", []source.Batch{block("a", "bo~"), block("a", "+om~"), block("a", "+!\nother\n")}, "boom!\n"},
		{"an input's end ends its line", "boom", []source.Batch{block("a", "boom~"), block("a", "next\n")}, "boom"},
		{
			"an input's end ends its line, not its record", "boom",
			[]source.Batch{block("a", "two bo"), block("a", "\tom\n"), block("a", "\tboom\nthree\n")},
			"two bo\n\tom\n\tboom\n",
		},
		{"a long line is passed on at once", "boom", []source.Batch{block("a", "boom"+long+"~"), block("b", "x\n")}, "boom" + long},
		{
			"a long line that continues a record", "boom",
			[]source.Batch{block("a", "two\n\tboom"+long+"~"), block("a", "+1~"), block("a", "+2\n\tat\nx\n")},
			"two\n\tboom" + long + "12\n\tat\n",
		},
		{
			"a long line that does not match", "boom",
			[]source.Batch{block("a", "two"+long+"~"), block("a", "+1~"), block("a", "+2\nboom\n")},
			"boom\n",
		},
		{
			"a long line whose input ends it", "boom",
			[]source.Batch{block("a", "boom"+long+"~"), block("a", "x\nboom\n")},
			"boom" + long + "\nboom\n",
		},
		{
			"a record is held back up to a limit", "boom",
			[]source.Batch{block("a", "two\n"), block("a", "\t"+long+"\n"), block("a", "\tboom\n")},
			"\tboom\n",
		},
		{"at the end", "boom", []source.Batch{block("a", "other\nboom~")}, "boom"},
		{"a first line that continues", "boom", []source.Batch{block("a", "\tat boom\nx\n")}, "\tat boom\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := shown(Options{Query: parsed(t, c.query), Halves: true}, c.batches...)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// However lines are cut into blocks, the same records come out, lines longer
// than a store's MaxLine among them.
func TestFilterAnyCut(t *testing.T) {
	for seed := range uint64(330) {
		r := rand.New(rand.NewPCG(seed, 5))
		long := seed%11 == 0
		records, most := r.IntN(30), 40
		if long {
			records, most = r.IntN(6), 100_000
		}
		var all, want strings.Builder
		for i := range records {
			boom := []string{"x", "boom"}[r.IntN(4)/3]
			record := fmt.Sprintf("head %d %s\n", i, boom)
			kind := r.IntN(4)
			switch {
			case long && kind < 2:
				record = strings.TrimSuffix(record, "\n") + strings.Repeat(" 0123456789", (512<<10+r.IntN(300_000))/11) + "\n"
				if boom == "boom" {
					record += strings.Repeat("\tat x\n", r.IntN(3))
				}
			case long && kind == 2:
				record += "\tat " + boom + strings.Repeat(" 0123456789", (512<<10+r.IntN(300_000))/11) + "\n"
			default:
				for range r.IntN(3) {
					record += []string{"\tat x\n", "\tat boom\n"}[r.IntN(4)/3]
				}
			}
			all.WriteString(record)
			if strings.Contains(record, "boom") {
				want.WriteString(record)
			}
		}
		var sp source.Splitter
		var batches []source.Batch
		for text := all.String(); text != ""; {
			n := 1 + r.IntN(min(len(text), most))
			n = copy(sp.Space(), text[:n])
			sp.Wrote(n)
			text = text[n:]
			b, ok := sp.Take()
			if r.IntN(4) == 0 && !ok {
				b, ok = sp.Flush(true)
			}
			if ok {
				batches = append(batches, source.Batch{Source: "a", At: at, Lines: b})
			}
		}
		for _, halves := range []bool{true, false} {
			got, _, err := shown(Options{Query: parsed(t, "boom"), Halves: halves}, batches...)
			if err != nil || got != want.String() {
				t.Fatalf("seed %d: got %d bytes %.300q, %v; want %d %.300q", seed, len(got), got, err, want.Len(), want.String())
			}
		}
	}
}

// A line keeps the time it came at and its place, however it is put together.
func TestFilterPlaces(t *testing.T) {
	later := at.Add(time.Minute)
	put := func(name, data string, offset int64, at time.Time) source.Batch {
		b := block(name, data)
		b.Lines.Offset, b.At = offset, at
		return b
	}
	long := "boom" + strings.Repeat("0", store.MaxLine)
	type place struct {
		source string
		offset int64
		time   time.Time
		cut    int64
	}
	for _, c := range []struct {
		name    string
		batches []source.Batch
		want    []place
	}{
		{"whole", []source.Batch{put("a", "x\nboom\n", 100, at)}, []place{{"a", 102, at, 0}}},
		{
			"put together",
			[]source.Batch{put("a", "x\nbo~", 100, at), put("a", "+om\nboom\n", 104, later)},
			[]place{{"a", 102, at, 0}, {"a", 107, later, 0}},
		},
		{
			"ended by its input",
			[]source.Batch{put("a", "x\nboom~", 100, at), put("a", "boom\n", 0, later)},
			[]place{{"a", 102, at, 0}, {"a", 0, later, 0}},
		},
		{
			"matched by what continues it",
			[]source.Batch{put("a", "x\n", 100, at), put("a", "\tboom\n", 102, later)},
			[]place{{"a", 100, at, 0}, {"a", 102, at, 0}}, // one record, one time
		},
		{
			"long",
			[]source.Batch{put("a", long+"~", 100, at), put("a", "+1234\nboom\n", 100+int64(len(long)), later)},
			[]place{{"a", 100, at, 8}, {"a", 105 + int64(len(long)), later, 0}},
		},
		{
			"long, in many pieces",
			[]source.Batch{put("a", long+"~", 100, at), put("a", "+12~", 0, later), put("a", "+34~", 0, later), put("a", "+5\n", 0, later)},
			[]place{{"a", 100, at, 9}},
		},
		{
			"unfinished, in order of appearance",
			[]source.Batch{
				put("d", "boom~", 4, at), put("c", "boom~", 3, at), put("b", "boom~", 2, at), put("a", "boom~", 1, later),
			},
			[]place{{"d", 4, at, 0}, {"c", 3, at, 0}, {"b", 2, at, 0}, {"a", 1, later, 0}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := shown(Options{Query: parsed(t, "boom"), JSON: true}, c.batches...)
			if err != nil {
				t.Fatal(err)
			}
			var all []place
			for row := range strings.Lines(got) {
				var r struct {
					Time   time.Time
					Source string
					Offset int64
					Cut    int64
				}
				if err := json.Unmarshal([]byte(row), &r); err != nil {
					t.Fatal(err)
				}
				all = append(all, place{r.Source, r.Offset, r.Time, r.Cut})
			}
			if !slices.Equal(all, c.want) {
				t.Errorf("got %v, want %v", all, c.want)
			}
		})
	}
}

// Lines that continue a record have its time and level.
func TestJSONRecords(t *testing.T) {
	text := ""
	for range 5 {
		text += "2026-11-22T09:41:07Z ERROR it broke\njava.io.IOException: oh\n\tat x.Y.z(Y.java:1)\n"
	}
	got, _, err := shown(Options{JSON: true}, block("a", text+"2026-11-22T09:41:08Z INFO well\n"))
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if err != nil || len(lines) != 16 {
		t.Fatalf("%v, %q", err, got)
	}
	for i, l := range lines[12:15] {
		if !strings.Contains(l, `"time":"2026-11-22T09:41:07.000Z","level":"error"`) {
			t.Errorf("line %d of the record is %s", i, l)
		}
	}
	if !strings.Contains(lines[15], `"time":"2026-11-22T09:41:08.000Z","level":"info"`) {
		t.Errorf("the line behind it is %s", lines[15])
	}
}

// A query says nothing of numbers: they are left out.
func TestFilterLeavesSamplesOut(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		got, _, err := shown(Options{Query: parsed(t, "boom"), JSON: asJSON, Samples: true},
			source.Batch{Source: "a", At: at, Samples: []source.Sample{{Series: "boom", Value: 1}}})
		if err != nil || got != "" {
			t.Errorf("JSON %v: %q, %v", asJSON, got, err)
		}
	}
}
