package ui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

func TestDetailFields(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"json", `{"a":{"b":1,"c":"x"},"d":[1,2],"e":1.50}`, []string{"a.b=1", "a.c=x", "d=[1,2]", "e=1.50"}},
		{"logfmt", `a=1 b="x y" c`, []string{"a=1", "b=x y", "c=true"}},
		{"access log", accessLine, []string{"remote=10.0.0.7", "user=bob", "method=GET", "path=/item/259?page=2", "protocol=HTTP/1.1", "status=200", "size=6937"}},
		{"words", `it took dur=5ms, for="x y" (id=7) really`, []string{"dur=5ms", "for=x y", "id=7"}},
		{"none", "just words", nil},
		{"words that no query names", `it took x:dur=5ms`, nil},
		{"broken json", `{"a":1,`, nil},
		{"json behind words", `INFO got {"a":1}`, []string{"a=1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := openDetail(t, mono, 100, 30, c.line)
			var got []string
			for _, f := range m.detail.record.fields {
				got = append(got, string(f.Name)+"="+string(f.Value))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("fields %q, want %q", got, c.want)
			}
		})
	}
}

func TestIndented(t *testing.T) {
	for _, text := range []string{
		jsonLine, `{}`, `[]`, `[[],{},[{}]]`, ` { "a" : [ 1 , 2.50e+3 ] , "b" : "x,:{}[]\"" } `, `[1,"日本\u001b",true,null]`, `[[[[1]]]]`,
	} {
		rows, rest := indented([]byte(text), maxDetailRows)
		joined := bytes.Join(rows, []byte("\n"))
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(strings.TrimSpace(text)), "", "  "); err != nil {
			t.Fatal(err)
		}
		if string(joined) != want.String() || rest != len(text)-len(strings.TrimRight(text, " ")) && rest != 0 {
			t.Errorf("%s is\n%s\nwant\n%s\nrest %d", text, joined, want.String(), rest)
		}
		for limit := range 5 {
			if rows, _ := indented([]byte(text), limit); len(rows) > limit {
				t.Errorf("%s: %d rows, want at most %d", text, len(rows), limit)
			}
		}
	}
}

// A record is the same whichever of its lines is looked at, also among those of
// others.
func TestDetailRecord(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "2026-11-22T09:41:07Z ERROR one id=1", "\tat x")
	f.lines("b.log", "2026-11-22T09:41:07Z INFO other")
	f.lines("a.log", "\tat y")
	m := newTestModel(f, mono, 100, 40)
	screen(m)
	for seq := range int64(4) {
		var r detailRecord
		v := f.Snapshot()
		r.read(&v, v.Lines(nil, seq, 1)[0])
		want := "2026-11-22T09:41:07Z ERROR one id=1\n\tat x\n\tat y"
		if seq == 2 {
			want = "2026-11-22T09:41:07Z INFO other"
		}
		if string(r.text) != want {
			t.Errorf("line %d: record %q, want %q", seq, r.text, want)
		}
	}
	press(m, "enter")
	if got := strings.Join(detailText(m), "\n"); !strings.Contains(got, "at y") || strings.Contains(got, "at z") {
		t.Errorf("at first:\n%s", got)
	}
	f.lines("a.log", "\tat z") // the record grows
	if got := strings.Join(detailText(m), "\n"); !strings.Contains(got, "at z") {
		t.Errorf("grown:\n%s", got)
	}
}

// However much a record has, what is put together of it is bounded, and it says
// what is missing.
func TestDetailBounded(t *testing.T) {
	var many strings.Builder
	many.WriteString(`{"a0":0`)
	for i := 1; many.Len() < 250<<10; i++ {
		fmt.Fprintf(&many, `,"a%d":%d`, i, i)
	}
	many.WriteString("}")
	for name, c := range map[string]struct{ text, want string }{
		"many fields": {many.String(), "fields more not shown"},
		"long value":  {"a=" + strings.Repeat("x", 200<<10), "bytes more not shown"},
		"deep":        {strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "more not shown"},
		"long words":  {strings.Repeat("日本語 ", 20<<10), "bytes more not shown"},
		"long line":   {strings.Repeat("x", 10<<20), "bytes more not shown"},
	} {
		t.Run(name, func(t *testing.T) {
			m := openDetail(t, mono, 160, 50, c.text)
			d := &m.detail.laid
			if len(d.rows) > maxDetailRows || len(d.fields) > maxDetailFields {
				t.Errorf("%d rows, %d fields", len(d.rows), len(d.fields))
			}
			var all strings.Builder
			for i := range d.rows {
				all.Write(d.rows[i].text)
				all.WriteByte('\n')
			}
			if !strings.Contains(all.String(), c.want) {
				t.Errorf("it does not say %q", c.want)
			}
			checkRows(t, screen(m), 160, 50)
		})
	}
}

// A record of many rows is cut, and says so.
func TestDetailManyRows(t *testing.T) {
	lines := []string{"2026-11-22T09:41:07Z ERROR x"}
	for range 2 * maxRecordLines {
		lines = append(lines, "\tat "+strings.Repeat("x", 1000))
	}
	m := openDetail(t, mono, 60, 30, lines...)
	d := &m.detail.laid
	if n := len(d.rows); n != maxDetailRows || !strings.Contains(string(d.rows[n-1].text), "only the first") {
		t.Errorf("%d rows, the last %q", n, d.rows[n-1].text)
	}
	m = openDetail(t, mono, 160, 50, append(lines[:1:1], slices.Repeat([]string{"\tat x"}, 2*maxRecordLines)...)...)
	m.log.cursor, m.log.follow = cursor{on: true}, false
	m.log.goTo(m.view(), aim{seq: 0})
	screen(m)
	screen(m)
	if r := &m.detail.record; len(r.lines) != maxRecordLines || !r.more {
		t.Errorf("%d lines, more %v", len(r.lines), r.more)
	}
}

func BenchmarkDetail(b *testing.B) {
	var many strings.Builder
	many.WriteString(`{"a0":0`)
	for i := 1; many.Len() < 250<<10; i++ {
		fmt.Fprintf(&many, `,"a%d":%d`, i, i)
	}
	many.WriteString("}")
	for name, text := range map[string]string{"json": jsonLine, "many": many.String()} {
		for _, kept := range []bool{true, false} {
			b.Run(fmt.Sprintf("%s/kept=%v", name, kept), func(b *testing.B) {
				m := openDetail(b, dark, 160, 50, text)
				var fr terminal.Frame
				b.ReportAllocs()
				for b.Loop() {
					if !kept {
						m.detail.drawn = detailKey{}
					}
					m.draw(&fr)
				}
			})
		}
	}
}
