package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// told is what of a message the tests look at.
type told struct {
	Type, Cursor, Error, Epoch string
	ID                         int64
	Reset                      bool
	Skipped                    int
	Lines                      lines
	First, Last, Paused, Done  bool
}

// lines are those of a message; of a state it is their number.
type lines []struct{ C, X string }

func (l *lines) UnmarshalJSON(data []byte) error {
	if data[0] != '[' {
		return nil
	}
	err := json.Unmarshal(data, (*[]struct{ C, X string })(l))
	for i := range *l { // the next one, if it does not say which
		if (*l)[i].C == "" && i > 0 {
			epoch, n, _ := strings.Cut((*l)[i-1].C, ".")
			seq, _ := strconv.Atoi(n)
			(*l)[i].C = epoch + "." + strconv.Itoa(seq+1)
		}
	}
	return err
}

func (r *rig) dial(query string) *websocket.Conn {
	r.tb.Helper()
	ws, _, err := websocket.DefaultDialer.Dial( //nolint:bodyclose // there is none behind a handshake
		"ws://"+r.addr+"/ws?"+query, http.Header{"Authorization": {"Bearer " + testToken}})
	if err != nil {
		r.tb.Fatal(err)
	}
	r.tb.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(patience))
	return ws
}

// hear reads messages until ok, each time with as much patience.
func hear(tb testing.TB, ws *websocket.Conn, ok func(m told) bool) {
	tb.Helper()
	ws.SetReadDeadline(time.Now().Add(patience))
	for {
		_, data, err := ws.ReadMessage()
		if err != nil {
			tb.Fatal(err)
		}
		m := told{}
		if json.Unmarshal(data, &m); ok(m) {
			return
		}
	}
}

func texts(m told) (all []string) {
	for _, l := range m.Lines {
		all = append(all, l.X)
	}
	return all
}

func TestSocket(t *testing.T) {
	r := start(t, nil)
	r.write(numbered(0, 10)...)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 10 })
	ws := r.dial("n=3")
	hear(t, ws, func(m told) bool { return m.Type == "hello" && len(m.Epoch) == 8 })
	hear(t, ws, func(m told) bool {
		if m.Type == "lines" && (!m.Reset || !slices.Equal(texts(m), numbered(7, 10))) {
			t.Errorf("the window is %+v", m)
		}
		return m.Type == "lines"
	})
	r.write("more")
	hear(t, ws, func(m told) bool { return slices.Equal(texts(m), []string{"more"}) })
	ws.WriteMessage(websocket.TextMessage, []byte(`{"id":7,"view":{"filter":"000005 or fresh","n":50}}`))
	hear(t, ws, func(m told) bool { return m.Reset && slices.Equal(texts(m), []string{"line 000005"}) })
	r.write("not this", "fresh one")
	hear(t, ws, func(m told) bool { return m.Type == "lines" && slices.Equal(texts(m), []string{"fresh one"}) })
	ws.WriteMessage(websocket.TextMessage, []byte(`{"id":8,"view":{"filter":"(("}}`))
	hear(t, ws, func(m told) bool { return m.Type == "error" && m.ID == 8 })
	ws.WriteMessage(websocket.TextMessage, []byte(`{"id":9,"view":{"filter":"/(a?){400}(b?){400}c/"}}`))
	hear(t, ws, func(m told) bool { return m.Type == "error" && m.ID == 9 && strings.Contains(m.Error, "too large") })
	ws.WriteMessage(websocket.TextMessage, []byte(`{"id":10,"view":{}}`))
	total := 0
	hear(t, ws, func(m told) bool {
		if m.Reset {
			total = 0
		}
		total += len(m.Lines)
		return total == 13 && m.Type == "lines"
	})
	ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"id":11,"before":"%s.5","n":2}`, r.server.epoch))
	hear(t, ws, func(m told) bool {
		return m.Type == "page" && m.ID == 11 && slices.Equal(texts(m), numbered(3, 5)) && !m.First && !m.Last
	})
}

// Every line exactly once over many connections of all kinds, each of which
// goes on with the last one's cursor.
func TestCursorsOverReconnects(t *testing.T) {
	r := start(t, nil)
	const n = 3000
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; i < n; i += 3 {
			r.write(numbered(i, i+3)...)
		}
	}()
	for _, query := range []string{"", "filter=line"} {
		var got []string
		cursor := ""
		take := func(m told) {
			got = append(got, texts(m)...)
			if m.Type == "lines" && m.Cursor != "" {
				cursor = m.Cursor
			}
			if m.Skipped > 0 {
				t.Errorf("%d lines were skipped", m.Skipped)
			}
		}
		for round := 0; len(got) < n; round++ {
			q := query + "&n=5000&since=" + cursor
			switch round % 3 {
			case 0:
				ws := r.dial(q)
				count := 0
				hear(t, ws, func(m told) bool { take(m); count += len(m.Lines); return count > 50 || len(got) >= n })
				ws.Close()
			case 1:
				status, body := r.do(http.MethodGet, "/poll?"+q, "")
				var out struct {
					Messages []told
					Cursor   string
				}
				if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 {
					t.Fatal(status, err)
				}
				for _, m := range out.Messages {
					take(m)
				}
				cursor = out.Cursor
			case 2:
				r.events(q, cursor, func(id string, m told) bool {
					take(m)
					if id != "" {
						cursor = id
					}
					return m.Type == "lines"
				})
			}
		}
		if !slices.Equal(got, numbered(0, n)) {
			t.Errorf("%q: %d lines came, and they are not all lines once", query, len(got))
		}
	}
	<-done
	status, body := r.do(http.MethodGet, "/poll?since=00000000.17&n=2", "")
	if status != 200 || !strings.Contains(body, `"reset":true`) {
		t.Errorf("a cursor of another run: %d %s", status, body)
	}
}

// events reads server-sent events until enough.
func (r *rig) events(query, last string, enough func(id string, m told) bool) {
	r.tb.Helper()
	a := r.get("/events?"+query, "Last-Event-ID", last)
	defer a.Body.Close()
	in := bufio.NewReader(a.Body)
	id := ""
	for {
		l, err := in.ReadString('\n')
		if err != nil {
			r.tb.Fatal(err)
		}
		if rest, ok := strings.CutPrefix(l, "id: "); ok {
			id = strings.TrimSpace(rest)
		} else if rest, ok := strings.CutPrefix(l, "data: "); ok {
			var m told
			if err := json.Unmarshal([]byte(rest), &m); err != nil {
				r.tb.Fatal(err)
			}
			if enough(id, m) {
				return
			}
			id = ""
		}
	}
}
