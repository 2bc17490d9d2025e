package static_test

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rtwatch/rtwatch/internal/web/static"
)

// policy is what the server sends with every answer (TRUST.md, S13).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

type message = map[string]any

// stand says to the page what the server says, and fails as networks do: the
// real one is tested against the real page in internal/e2e.
type stand struct {
	t     testing.TB
	addr  string
	epoch string
	srv   *http.Server

	refuse, hold bool      // WebSockets; what is streamed
	extra        []message // sent behind the first lines

	mu      sync.Mutex
	lines   []message
	clients map[chan message]bool
	asked   []string // paths with queries, and views
	posted  []string
}

// serve begins a stand with n lines, at an address or at any.
func serve(t testing.TB, addr, epoch string, n int, set func(*stand)) *stand {
	t.Helper()
	s := &stand{t: t, epoch: epoch, clients: map[chan message]bool{}}
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i := range n {
		s.lines = append(s.lines, s.line(i, start.Add(time.Duration(i)*time.Millisecond), fmt.Sprintf("INFO line %d took %dms", i, i%97), "info"))
	}
	if set != nil {
		set(s)
	}
	var l net.Listener
	until(t, "the address is free", func() bool {
		var err error
		l, err = net.Listen("tcp", addr)
		return err == nil
	})
	s.addr = l.Addr().String()
	mux := http.NewServeMux()
	for path, h := range map[string]http.HandlerFunc{
		"/ws": s.socket, "/events": s.events, "/poll": s.poll, "/lines": s.page, "/search": s.search,
		"/volume": s.volume, "/series": s.series, "/feed": s.feed, "/session": func(http.ResponseWriter, *http.Request) {},
	} {
		mux.HandleFunc(path, h)
	}
	mux.Handle("/static/", http.StripPrefix("/static/", http.FileServerFS(static.Files)))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, static.Files, "index.html") })
	s.srv = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		s.note(r.URL.String())
		mux.ServeHTTP(w, r)
	}), ReadHeaderTimeout: time.Second}
	go s.srv.Serve(l)
	t.Cleanup(s.close)
	return s
}

// close ends the stand with all its connections.
func (s *stand) close() {
	s.srv.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.clients {
		close(c)
	}
	s.clients = map[chan message]bool{}
}

func (s *stand) url() string { return "http://" + s.addr + "/" }

func (s *stand) line(i int, at time.Time, text, level string) message {
	m := message{"c": s.epoch + "." + strconv.Itoa(i), "at": at.Format("2006-01-02T15:04:05.000Z"), "s": "shop.log", "x": text}
	if level != "" {
		m["l"] = level
	}
	return m
}

// write is a line that comes now.
func (s *stand) write(text, level string) {
	s.mu.Lock()
	m := s.line(len(s.lines), time.Now().UTC(), text, level)
	s.lines = append(s.lines, m)
	s.mu.Unlock()
	s.say(message{"type": "lines", "lines": []message{m}, "cursor": m["c"]})
}

// say sends a message to all.
func (s *stand) say(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.clients {
		c <- m
	}
}

func (s *stand) note(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, what)
}

// was reports whether something was asked for.
func (s *stand) was(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.asked {
		if strings.Contains(a, what) {
			return true
		}
	}
	return false
}

// join returns the messages of a client that comes, the first window among them.
func (s *stand) join() chan message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan message, 4096)
	c <- message{"type": "hello", "epoch": s.epoch, "title": "shop.log", "names": []string{"shop.log", "payments.log"}, "post": true, "version": "1", "filters": []string{}}
	s.window(c)
	for _, m := range s.extra {
		c <- m
	}
	s.clients[c] = true
	return c
}

func (s *stand) window(c chan message) {
	from := max(0, len(s.lines)-500)
	c <- message{"type": "lines", "reset": true, "lines": s.lines[from:], "cursor": s.epoch + "." + strconv.Itoa(len(s.lines)-1)}
	c <- message{"type": "state", "state": "live", "sources": []message{}, "rate": 2.5, "lines": len(s.lines), "lost": 0, "matched": len(s.lines), "progress": 1}
}

func (s *stand) leave(c chan message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.clients, c)
}

func (s *stand) socket(w http.ResponseWriter, r *http.Request) {
	if s.refuse {
		http.Error(w, "no upgrade here", http.StatusBadRequest)
		return
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	c := s.join()
	defer s.leave(c)
	gone := make(chan bool)
	go func() {
		defer close(gone)
		for {
			_, text, err := conn.ReadMessage()
			if err != nil {
				return
			}
			s.note(string(text))
			s.mu.Lock()
			s.window(c)
			s.mu.Unlock()
		}
	}()
	defer func() { conn.Close(); <-gone }()
	for {
		select {
		case m, ok := <-c:
			if !ok || conn.WriteMessage(websocket.TextMessage, encode(m)) != nil {
				return
			}
		case <-gone:
			return
		}
	}
}

func (s *stand) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	c := s.join()
	defer s.leave(c)
	for {
		select {
		case m, ok := <-c:
			if !ok {
				return
			}
			if !s.hold {
				fmt.Fprintf(w, "data: %s\n\n", encode(m))
			}
			http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

func (s *stand) poll(w http.ResponseWriter, r *http.Request) {
	c := s.join()
	defer s.leave(c)
	var all []message
	from := seq(r.FormValue("since")) + 1
	for r.FormValue("since") == "" && len(c) > 0 {
		all = append(all, <-c)
	}
	for len(all) == 0 {
		for len(c) > 0 {
			<-c
		}
		s.mu.Lock()
		if from < len(s.lines) {
			all = append(all, message{"type": "lines", "lines": s.lines[from:], "cursor": s.lines[len(s.lines)-1]["c"]})
		}
		s.mu.Unlock()
		if len(all) > 0 {
			break
		}
		select {
		case _, ok := <-c: // it is looked for in the lines
			if !ok {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
	cursor := r.FormValue("since")
	for _, m := range all {
		if m["type"] == "lines" {
			cursor = m["cursor"].(string)
		}
	}
	w.Write(encode(message{"messages": all, "cursor": cursor}))
}

func (s *stand) page(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, _ := strconv.Atoi(r.FormValue("n"))
	from, to := len(s.lines)-n, len(s.lines)
	if c := r.FormValue("before"); c != "" {
		to = s.clamp(seq(c))
		from = to - n
	} else if c := r.FormValue("after"); c != "" {
		from = s.clamp(seq(c) + 1)
		to = from + n
	} else if t := r.FormValue("time"); t != "" {
		for from = 0; from < len(s.lines)-1 && s.lines[from]["at"].(string) < t; from++ {
		}
		to = from + n
	}
	from, to = s.clamp(from), s.clamp(to)
	w.Write(encode(message{"lines": s.lines[from:to], "first": from == 0, "last": to == len(s.lines)}))
}

func (s *stand) search(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	step, i := 1, seq(r.FormValue("after"))+1
	if c := r.FormValue("before"); c != "" {
		step, i = -1, seq(c)-1
	}
	found := []message{}
	for ; i >= 0 && i < len(s.lines) && len(found) == 0; i += step {
		if strings.Contains(s.lines[i]["x"].(string), r.FormValue("q")) {
			found = append(found, s.lines[i])
		}
	}
	w.Write(encode(message{"lines": found, "first": false, "last": false, "count": 7, "done": true}))
}

func (s *stand) volume(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.FormValue("n"))
	var buckets [][]int
	for i := range n {
		buckets = append(buckets, []int{0, 0, 0, 5 + i%7, 0, i % 3, i % 2, 0})
	}
	from := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixMilli()
	w.Write(encode(message{"from": from, "to": from + 3_600_000, "buckets": buckets}))
}

func (s *stand) series(w http.ResponseWriter, r *http.Request) {
	w.Write(encode(message{"name": r.FormValue("name"), "unit": "%", "buckets": []any{}}))
}

func (s *stand) feed(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.posted = append(s.posted, r.FormValue("source")+": "+string(body))
	s.mu.Unlock()
	s.write(strings.TrimSuffix(string(body), "\n"), "")
	w.Write(encode(message{"accepted": 1}))
}

func (s *stand) clamp(i int) int { return max(0, min(i, len(s.lines))) }

// seq is the number in a cursor, as far as an int32 goes.
func seq(cursor string) int {
	_, n, _ := strings.Cut(cursor, ".")
	f, _ := strconv.ParseFloat(n, 64)
	return int(max(math.MinInt32, min(f, math.MaxInt32)))
}

func encode(m message) []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

// total is the size of all files that are embedded, in bytes, as they are.
func total(t testing.TB) (n int) {
	t.Helper()
	err := fs.WalkDir(static.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(static.Files, name)
		n += len(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
