package web

import (
	"bufio"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rtwatch/rtwatch/internal/query"
)

// presented is a message of what the screen shows.
type presented struct{ Type, Filter, Cursor, At string }

func filtered(tb testing.TB, text string) *query.Query {
	tb.Helper()
	q, err := query.Parse(text, query.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// shown reads messages until one tells what the screen shows.
func shown(tb testing.TB, ws *websocket.Conn) (m presented) {
	tb.Helper()
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			tb.Fatal(err)
		}
		if m = (presented{}); json.Unmarshal(data, &m) == nil && m.Type == "present" {
			return m
		}
	}
}

func TestPresent(t *testing.T) {
	r := start(t, nil)
	r.write(numbered(0, 10)...)
	early, filtering := r.dial(""), r.dial("filter=000005")
	at := time.Date(2026, 11, 22, 9, 41, 7, 123_000_000, time.FixedZone("", 3600))
	for _, c := range []struct {
		name  string
		shown Presented
		want  presented
	}{
		{"all, following", Presented{Follow: true, Seq: 3, At: at}, presented{"present", "", "", ""}},
		{"a line", Presented{Seq: 3, At: at}, presented{"present", "", r.server.epoch + ".3", "2026-11-22T08:41:07.123Z"}},
		{"a line without a time", Presented{Seq: -1}, presented{"present", "", r.server.epoch + ".-1", ""}},
		{"a filter", Presented{Follow: true, Filter: filtered(t, `"5" or x`)}, presented{"present", `"5" or x`, "", ""}},
	} {
		r.server.Present(c.shown)
		for name, ws := range map[string]*websocket.Conn{"early": early, "filtering": filtering, "late": r.dial("")} {
			for got := shown(t, ws); got != c.want; got = shown(t, ws) {
				t.Logf("%s, %s: %+v, which was before", c.name, name, got)
			}
		}
	}
	// Nobody is told twice: not by a view that is new, and not for another view.
	fresh := r.dial("n=0&filter=line")
	times := 0
	for _, text := range []string{"line one", "line two"} {
		r.write(text)
		hear(t, fresh, func(m told) bool {
			if m.Type == "present" {
				times++
			}
			return slices.Contains(texts(m), text)
		})
	}
	if times != 1 {
		t.Errorf("it is told %d times what the screen shows", times)
	}
	early.WriteMessage(websocket.TextMessage, []byte(`{"id":1,"view":{"filter":"000006"}}`))
	hear(t, early, func(m told) bool {
		if m.Type == "present" {
			t.Error("what was told is told again")
		}
		return m.Type == "state"
	})
}

// Who comes back is told what was presented meanwhile.
func TestPresentIsToldToWhoComesBack(t *testing.T) {
	r := start(t, nil)
	r.write("one")
	until(t, "a line is stored", func() bool { return r.server.store.Snapshot().Next == 1 })
	r.server.Present(Presented{Seq: 1})
	ws := r.dial("")
	var cursor string
	hear(t, ws, func(m told) bool {
		if m.Type == "lines" {
			cursor = m.Cursor
		}
		return m.Type == "present"
	})
	ws.Close()
	other := r.dial("")
	r.server.Present(Presented{Seq: 2})
	for shown(t, other).Cursor != r.server.epoch+".2" {
		t.Log("that was before")
	}
	if got, want := shown(t, r.dial("since="+cursor)).Cursor, r.server.epoch+".2"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// Without a screen nobody is told of one.
func TestNobodyPresents(t *testing.T) {
	r := start(t, nil)
	ws := r.dial("")
	r.write("one")
	hear(t, ws, func(m told) bool {
		if m.Type == "present" {
			t.Error("somebody presents")
		}
		return strings.Contains(strings.Join(texts(m), ""), "one")
	})
	if _, body := r.do("GET", "/poll", ""); strings.Contains(body, `"present"`) {
		t.Error(body)
	}
}

// However fast the screen changes: clients are told now and then, and the last
// of it for sure.
func TestPresentIsNotToldTooOften(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	ws := r.dial("")
	began, n := time.Now(), 0
	frame := time.NewTicker(time.Millisecond)
	defer frame.Stop()
	for i := range 500 {
		<-frame.C
		r.server.Present(Presented{Seq: int64(i)})
	}
	for last := false; !last; n++ {
		last = shown(t, ws).Cursor == r.server.epoch+".499"
	}
	if most := 2 + int(time.Since(began)/presentEvery); n > most {
		t.Errorf("%d messages in %v, want at most %d", n, time.Since(began), most)
	}
}

// Events and polls tell it too.
func TestPresentWithoutSocket(t *testing.T) {
	r := start(t, nil)
	r.server.Present(Presented{Seq: 7})
	var body string
	until(t, "a poll tells what is presented", func() bool {
		_, body = r.do("GET", "/poll", "")
		return strings.Contains(body, `{"type":"present","filter":"","cursor":"`+r.server.epoch+`.7"`)
	})
	var first struct{ Cursor string }
	if err := json.Unmarshal([]byte(body), &first); err != nil {
		t.Fatal(err)
	}
	r.server.Present(Presented{Seq: 8})
	until(t, "the polls behind it tell of another line", func() bool {
		_, body = r.do("GET", "/poll?since="+first.Cursor, "")
		if err := json.Unmarshal([]byte(body), &first); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(body, `{"type":"present","filter":"","cursor":"`+r.server.epoch+`.8"`)
	})
	a := r.get("/events")
	defer a.Body.Close()
	events := bufio.NewReader(a.Body)
	hears := func(seq int) {
		for want := r.server.epoch + "." + strconv.Itoa(seq); ; {
			text, err := events.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(text, `"present"`) && strings.Contains(text, want) {
				return
			}
		}
	}
	hears(8)
	r.server.Present(Presented{Seq: 9})
	hears(9)
}

// A filter that is presented may be asked for as it is, whatever strangers may
// not ask for.
func TestPresentedFilterIsTaken(t *testing.T) {
	r := start(t, nil)
	r.write(numbered(0, 10)...)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 10 })
	long := strings.Repeat("nothing or ", 30) + "000005"
	ws := r.dial("")
	ask := func() {
		data, _ := json.Marshal(map[string]any{"id": 1, "view": map[string]any{"filter": long}})
		ws.WriteMessage(websocket.TextMessage, data)
	}
	ask()
	hear(t, ws, func(m told) bool { return m.Type == "error" && m.Error == errLongFilter.Error() })
	r.server.Present(Presented{Follow: true, Filter: filtered(t, long)})
	if got := shown(t, ws).Filter; got != long {
		t.Fatalf("filter %q", got)
	}
	ask()
	hear(t, ws, func(m told) bool {
		if m.Type == "error" {
			t.Error(m.Error)
		}
		return m.Reset && strings.Join(texts(m), "") == "line 000005"
	})
}

func TestViewers(t *testing.T) {
	var calls atomic.Int32
	r := start(t, func(o *setup) { o.Watched = func() { calls.Add(1) } })
	sees := func(want Viewers) {
		t.Helper()
		until(t, "viewers", func() bool { return r.server.Viewers() == want })
	}
	sees(Viewers{})
	ws := r.dial("")
	sees(Viewers{Sockets: 1})
	var ends []func() error
	for _, path := range []string{"/events", "/text"} {
		a := r.get(path) //nolint:bodyclose // by ends
		ends = append(ends, a.Body.Close)
	}
	sees(Viewers{Sockets: 1, Events: 1, Texts: 1})
	ws.Close()
	for _, end := range ends {
		end()
	}
	sees(Viewers{})
	if n := calls.Load(); n != 6 {
		t.Errorf("%d calls, want 6", n)
	}
}
