package plain

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var at = time.Date(2026, 11, 22, 9, 41, 7, 0, time.UTC)

// block makes the batch of one block; a "+" before data goes on with the
// source's open line, a "~" behind it leaves one open.
func block(src, data string) source.Batch {
	b := source.Block{}
	data, goesOn := strings.CutPrefix(data, "+")
	data, b.Open = strings.CutSuffix(data, "~")
	if goesOn {
		b.Head = strings.IndexByte(data, '\n') + 1
		if b.Head == 0 {
			b.Head = len(data)
		}
	}
	rest := data[b.Head:]
	b.Lines = strings.Count(rest, "\n")
	if rest != "" && !strings.HasSuffix(rest, "\n") {
		b.Lines++
	}
	b.Data = []byte(data)
	return source.Batch{Source: src, At: at, Lines: b}
}

// shown runs batches through a store and returns what a writer makes of them.
func shown(o Options, batches ...source.Batch) (out, errs string, err error) {
	var outB, errB strings.Builder
	o.Out, o.Err = &outB, &errB
	s := store.New(store.Options{Memory: 1 << 20, Stream: true, Now: func() time.Time { return at }})
	in := make(chan source.Batch)
	go func() {
		defer close(in)
		for _, b := range batches {
			in <- b
		}
	}()
	done := make(chan error)
	w := New(s, o)
	go func() { done <- w.Run() }()
	s.Run(in)
	err = <-done
	return outB.String(), errB.String(), err
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name    string
		headers bool
		batches []source.Batch
		want    string
	}{
		{"as it is", false, []source.Batch{block("a", "one\r\n\x00\xff\n"), block("a", "two\n")}, "one\r\n\x00\xff\ntwo\n"},
		{
			"a second source is named", false,
			[]source.Batch{block("a", "one\n"), block("b", "two"), block("a", "three\n")},
			"one\n\n==> b <==\ntwo\n==> a <==\nthree\n",
		},
		{"in pieces", false, []source.Batch{block("a", "o~"), block("a", "+n~"), block("a", "+e\ntwo")}, "one\ntwo"},
		{"an input's end ends its line", false, []source.Batch{block("a", "one"), block("a", "two\n")}, "one\ntwo\n"},
		{
			"headers", true,
			[]source.Batch{block("a", "one\n"), block("a", "two\n"), block("b", "three\n"), block("a", "four\n")},
			"==> a <==\none\ntwo\n\n==> b <==\nthree\n\n==> a <==\nfour\n",
		},
		{
			"a half line is not torn by another source", true,
			[]source.Batch{block("a", "o~"), block("b", "between\n"), block("a", "+ne\ntwo\n")},
			"==> b <==\nbetween\n\n==> a <==\none\ntwo\n",
		},
		{"a half line at the end", true, []source.Batch{block("a", "half~")}, "==> a <==\nhalf"},
		{"a half line that does not go on", true, []source.Batch{block("a", "half~"), block("a", "new\n")}, "==> a <==\nhalf\nnew\n"},
		{"a name that is not safe", true, []source.Batch{block("a\x1b[2J", "x\n")}, "==> a <==\nx\n"},
		{"nothing", true, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := shown(Options{Headers: c.headers}, c.batches...)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// Lines of several sources, cut anywhere, come out whole.
func TestTextTearsNoLine(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 0))
		splitters := map[string]*source.Splitter{"a": {}, "b": {}, "c": {}}
		want := map[string]bool{}
		var batches []source.Batch
		send := func(name string, b source.Block, ok bool) {
			if ok {
				batches = append(batches, source.Batch{Source: name, At: at, Lines: b})
			}
		}
		for i := range 60 {
			name := string(rune('a' + r.IntN(3)))
			line := fmt.Sprintf("%s says %d", name, i)
			want[line] = true
			s := splitters[name]
			cut := r.IntN(len(line))
			s.Wrote(copy(s.Space(), line[:cut]))
			b, ok := s.Flush(true)
			send(name, b, ok)
			if r.IntN(2) == 0 { // another source in between
				s := splitters[map[string]string{"a": "b", "b": "c", "c": "a"}[name]]
				between := fmt.Sprintf("between %d", i)
				want[between] = true
				s.Wrote(copy(s.Space(), between+"\n"))
				b, ok := s.Take()
				send(map[string]string{"a": "b", "b": "c", "c": "a"}[name], b, ok)
			}
			s.Wrote(copy(s.Space(), line[cut:]+"\n"))
			b, ok = s.Take()
			send(name, b, ok)
		}
		out, _, _ := shown(Options{Headers: true}, batches...)
		for _, l := range strings.Split(out, "\n") {
			if l == "" || strings.HasPrefix(l, "==> ") {
				continue
			}
			if !want[l] {
				t.Fatalf("seed %d: %q was never written", seed, l)
			}
			delete(want, l)
		}
		if len(want) > 0 {
			t.Fatalf("seed %d: %d lines are missing", seed, len(want))
		}
	}
}

func TestNoticesGoToTheOtherStream(t *testing.T) {
	n := source.Batch{Source: "a\x07", Notices: []source.Notice{{Text: "rotated\x1b[2J"}}}
	out, errs, _ := shown(Options{}, block("a", "x\n"), n)
	if out != "x\n" || errs != "rtwatch: a␇: rotated\n" {
		t.Errorf("out %q, errors %q", out, errs)
	}
}

func TestSamples(t *testing.T) {
	b := source.Batch{Source: "iostat", At: at, Samples: []source.Sample{
		{Series: "cpu.user", Value: 3.25, Unit: "%"}, {Series: "disk.sda.queue", Value: 0.5},
	}}
	out, _, _ := shown(Options{Samples: true}, b)
	if want := "time=2026-11-22T09:41:07Z cpu.user=3.25 disk.sda.queue=0.5\n"; toUTC(out) != want {
		t.Errorf("text: got %q, want %q", out, want)
	}
	out, _, _ = shown(Options{JSON: true, Samples: true}, b)
	if !strings.Contains(out, `"series":"cpu.user","value":3.25,"unit":"%"}`) {
		t.Errorf("json: got %q", out)
	}
	if out, _, _ = shown(Options{}, b); out != "" {
		t.Errorf("not asked for samples, it writes %q", out)
	}
}

// toUTC makes the local time of a sample comparable.
func toUTC(out string) string {
	first, rest, _ := strings.Cut(out, " ")
	stamp, err := time.Parse(time.RFC3339, strings.TrimPrefix(first, "time="))
	if err != nil {
		return out
	}
	return "time=" + stamp.UTC().Format(time.RFC3339) + " " + rest
}

func TestJSON(t *testing.T) {
	long := strings.Repeat("x", store.MaxLine+10)
	out, _, err := shown(Options{JSON: true},
		block("a", "2026-11-22T09:41:08Z ERROR x=1 y=\"two words\" x=3\r\n\n"),
		block("a", "ha~"), block("a", "+lf~"), block("b", "other\n"), block("a", "+ done\nla~"), block("a", "new\n"),
		block("c", long+"~"), block("c", "+yy\n"), block("d", "unfinished~"))
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
		var o map[string]any
		if err := dec.Decode(&o); err != nil {
			t.Fatal(err)
		}
		got = append(got, o)
	}
	var texts []string
	for _, o := range got {
		text := o["text"].(string)
		if len(text) > 50 {
			text = fmt.Sprintf("%d bytes, cut %v", len(text), o["cut"])
		}
		texts = append(texts, o["source"].(string)+":"+text)
	}
	want := []string{
		`a:2026-11-22T09:41:08Z ERROR x=1 y="two words" x=3`, "a:", "b:other", "a:half done", "a:la", "a:new",
		fmt.Sprintf("c:%d bytes, cut 12", store.MaxLine), "d:unfinished",
	}
	if strings.Join(texts, "|") != strings.Join(want, "|") {
		t.Errorf("got %q\nwant %q", texts, want)
	}
	if o := got[0]; o["time"] != "2026-11-22T09:41:08.000Z" || o["level"] != "error" {
		t.Errorf("first object %v", o)
	}
}

func TestFieldsAreValidJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1,"b":{"c":[1,2],"d":null},"a":2,"é":"\ud800"}`: `{"a":1,"b.c":[1,2],"b.d":null,"é":"` + "\ufffd" + `"}`,
		`level=info n=007 big=1e999 ok=true msg="a\"b"`:       ``,
	} {
		out, _, _ := shown(Options{JSON: true}, block("a", in+"\n"))
		var o struct{ Fields json.RawMessage }
		if err := json.Unmarshal([]byte(out), &o); err != nil || !json.Valid(o.Fields) {
			t.Errorf("%s: %v: %s", in, err, out)
		}
		if want != "" && string(o.Fields) != want {
			t.Errorf("%s: fields %s, want %s", in, o.Fields, want)
		}
	}
}

type broken struct{ after int }

var errBroken = errors.New("broken pipe")

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// When writing fails the store is let go, and the error comes back.
func TestWriteErrorEndsIt(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		t.Run(fmt.Sprint("json ", asJSON), func(t *testing.T) {
			s := store.New(store.Options{Memory: 1 << 10})
			in := make(chan source.Batch)
			go func() {
				defer close(in)
				for range 2000 {
					in <- block("a", strings.Repeat("x", 99)+"\n")
				}
			}()
			done := make(chan error)
			w := New(s, Options{JSON: asJSON, Out: &broken{after: 100_000}, Err: &strings.Builder{}})
			go func() { done <- w.Run() }()
			s.Run(in)
			if err := <-done; !errors.Is(err, errBroken) {
				t.Errorf("got %v, want the write error", err)
			}
		})
	}
}

// What a command says on its standard error goes to the other stream as it is,
// before the notice of how the command ended.
func TestAside(t *testing.T) {
	for _, q := range []string{"", "e"} {
		o := Options{Halves: true, Aside: "c (stderr)"}
		if q != "" {
			o.Query = parsed(t, q)
		}
		out, errs, err := shown(o, block("c", "one\n"), block("c (stderr)", "e1\n"), block("c", "three\n"), block("c (stderr)", "e2\ne3"),
			source.Batch{Source: "c", Notices: []source.Notice{{Text: "exit 1"}}})
		if want := "e1\ne2\ne3\nrtwatch: c: exit 1\n"; err != nil || out != "one\nthree\n" || errs != want {
			t.Errorf("query %q: out %q, errors %q, %v; want %q", q, out, errs, err, want)
		}
	}
}
