package plain

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
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

// However lines are cut into blocks, the same records come out.
func TestFilterAnyCut(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 5))
		var all, want strings.Builder
		for i := range r.IntN(30) {
			record := fmt.Sprintf("head %d %s\n", i, []string{"x", "boom"}[r.IntN(4)/3])
			for range r.IntN(3) {
				record += []string{"\tat x\n", "\tat boom\n"}[r.IntN(4)/3]
			}
			all.WriteString(record)
			if strings.Contains(record, "boom") {
				want.WriteString(record)
			}
		}
		var sp source.Splitter
		var batches []source.Batch
		for text := all.String(); text != ""; {
			n := 1 + r.IntN(min(len(text), 40))
			sp.Wrote(copy(sp.Space(), text[:n]))
			text = text[n:]
			b, ok := sp.Take()
			if r.IntN(4) == 0 && !ok {
				b, ok = sp.Flush(true)
			}
			if ok {
				batches = append(batches, source.Batch{Source: "a", At: at, Lines: b})
			}
		}
		got, _, err := shown(Options{Query: parsed(t, "boom"), Halves: true}, batches...)
		if err != nil || got != want.String() {
			t.Fatalf("seed %d: got %q, %v; want %q of %q", seed, got, err, want.String(), all.String())
		}
	}
}
