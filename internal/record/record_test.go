package record

import (
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

func TestRecord(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 41, 7, 0, time.UTC)
	for _, c := range []struct {
		name string
		r    Record
		text string
		want string
	}{
		{"least", Record{Time: at, Source: "a"}, "", `{"time":"2026-11-22T09:41:07Z","source":"a","text":"","offset":0}`},
		{"all", Record{Time: at, Source: "a", Text: "<&>\xff", Level: "warn", Offset: 7, Cut: 3}, "", `{"time":"2026-11-22T09:41:07Z","level":"warn","source":"a","text":"<&>\ufffd","offset":7,"cut":3}`},
		{
			"fields",
			Record{Time: at, Source: "a"},
			`{"n":1.50,"s":"1","n":2,"o":{"x":[null]}}`,
			`{"time":"2026-11-22T09:41:07Z","source":"a","text":"","fields":{"n":1.50,"s":"1","o.x":[null]},"offset":0}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f, ok := line.Fields(nil, []byte(c.text)); ok {
				c.r.Fields = f
			}
			var b strings.Builder
			if err := NewEncoder(&b).Encode(c.r); err != nil {
				t.Fatal(err)
			}
			if b.String() != c.want+"\n" {
				t.Errorf("got  %swant %s", b.String(), c.want)
			}
		})
	}
	for level, want := range map[line.Level]string{line.None: "", line.Error: "error"} {
		var r Record
		if r.SetLevel(level); r.Level != want {
			t.Errorf("level %v is %q, want %q", level, r.Level, want)
		}
	}
}
