package query

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// reference evaluates a tree on one record in the plainest way.
func reference(n *node, t *Text, p *line.Parser, record []byte) bool {
	head := bytes.TrimRight(record[:lineEnd(record, 0)], "\r\n")
	switch n.op {
	case opAnd:
		for _, k := range n.kids {
			if !reference(k, t, p, record) {
				return false
			}
		}
		return true
	case opOr:
		for _, k := range n.kids {
			if reference(k, t, p, record) {
				return true
			}
		}
		return false
	case opNot:
		return !reference(n.kids[0], t, p, record)
	case opText:
		for _, x := range n.needles {
			text := regexp.QuoteMeta(string(x.text))
			if x.runes != nil {
				text = "(?i)" + text
			}
			if regexp.MustCompile(text).Match(record) {
				return true
			}
		}
		return false
	case opRegexp:
		for l := range bytes.Lines(record) {
			if n.pattern.re.Match(trimNewline(l)) {
				return true
			}
		}
		return false
	case opLevel:
		return n.levels.has(p.Level(head))
	case opTime:
		at, ok := p.Time(head, t.Ref)
		if !ok {
			at = t.At
		}
		return n.moment.matches(at)
	case opField:
		fields, ok := line.Fields(nil, head)
		return ok && n.field.matches(fields) || !ok && n.field.inProse(head)
	}
	return n.source.matches(t.Source)
}

var samplePieces = []string{
	"refused", "Refused", "REFUSED", "timeout=5s", "status=503", "level=warn", "ERROR", "INFO", "healthz", "K", "ſ", "é", "É",
	"2026-11-22T10:30:00Z", "10:31:00", "user=bob", `{"user":"bob","status":200}`, `{"us\u0065r":"b\u006fb"}`, "\n", "\n", "\n ", "\r\n", "\xff", "x",
}

var sampleTerms = []string{
	"refused", "Refused", "k", "s", "é", `"ref"`, "/ref.*d/", "/[0-9]{2}/", "/refused|error/", "/s$/", "/^x/", "/(?:a|é)./",
	"level>=warn", "level=none", "user=bob", "user!=bob", "status>=500", "status<300", "timeout>1s", "time>10:30", "source:a", "user~b", `""`,
}

func sampleQuery(r *rand.Rand, depth int) string {
	if depth > 0 {
		switch r.IntN(4) {
		case 0:
			return "(" + sampleQuery(r, depth-1) + " and " + sampleQuery(r, depth-1) + ")"
		case 1:
			return "(" + sampleQuery(r, depth-1) + " or " + sampleQuery(r, depth-1) + ")"
		case 2:
			return "not " + sampleQuery(r, depth-1)
		}
	}
	return sampleTerms[r.IntN(len(sampleTerms))]
}

// check compares a query's hits on random text with the reference's, and what
// it skips with what there is.
func check(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 7))
	q := mustParse(t, sampleQuery(r, 3))
	var b strings.Builder
	for range r.IntN(60) {
		b.WriteString(samplePieces[r.IntN(len(samplePieces))])
		if r.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	ref := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	txt := &Text{Data: []byte(b.String()), Source: "app", At: ref, Ref: ref}
	var want, got []string
	facts := Facts{Source: "app"}
	for h := range (*Query)(nil).Hits(txt) {
		record := txt.Data[h.Start:h.End]
		head := bytes.TrimRight(record[:lineEnd(record, 0)], "\r\n")
		facts.Levels[line.LevelOf(head)]++
		at, ok := line.TimeOf(head, ref)
		if !ok {
			at = ref
		}
		if facts.First.IsZero() || at.Before(facts.First) {
			facts.First = at
		}
		if at.After(facts.Last) {
			facts.Last = at
		}
		if reference(q.root, txt, new(line.Parser), record) {
			want = append(want, string(record))
		}
	}
	for h := range q.Hits(txt) {
		got = append(got, string(txt.Data[h.Start:h.End]))
	}
	// A parser that is asked for times learns which lines begin a record.
	if !strings.Contains(q.text, "time>") && strings.Join(got, "|") != strings.Join(want, "|") {
		t.Fatalf("seed %d: %s on %q:\n got %q\nwant %q", seed, q, txt.Data, got, want)
	}
	if q.Skips(&facts) && len(want) > 0 {
		t.Fatalf("seed %d: %s skips %q", seed, q, want)
	}
	if facts.Levels == [len(facts.Levels)]uint32{} {
		return
	}
	if records := matching((*Query)(nil), txt); Not(q).Skips(&facts) && len(want) != records {
		t.Fatalf("seed %d: not %s skips, but %d of %d match", seed, q, len(want), records)
	}
}

func TestReference(t *testing.T) {
	for seed := range uint64(5_000) {
		check(t, seed)
	}
}

func FuzzReference(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(check)
}
