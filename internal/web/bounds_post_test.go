package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// poster is a server whose posts go to post.
func poster(now func() time.Time, post func(ctx context.Context, name string, lines []byte, n int) error) *Server {
	c := usual()
	c.now = now
	return newServer(Options{Token: testToken, Post: post}, c, nowhere())
}

func (s *Server) post(body string, chunked bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/feed?source=a", strings.NewReader(body))
	r.Header.Set("Content-Type", "text/plain")
	if chunked {
		r.ContentLength = -1
	}
	w := httptest.NewRecorder()
	s.feed(w, r)
	return w
}

// So many posts a second, and so many bytes, and no more.
func TestRateOfPosts(t *testing.T) {
	for name, c := range map[string]struct {
		body    string
		chunked bool
		n       int
	}{
		"requests": {"x\n", false, postsPerSecond},
		"bytes":    {strings.Repeat("x", maxPost-1) + "\n", false, postBytesPerS / maxPost},
		"chunks":   {strings.Repeat("x", maxPost-1) + "\n", true, postBytesPerS / maxPost},
	} {
		clock := newClock()
		s := poster(clock.now, func(context.Context, string, []byte, int) error { return nil })
		for range 2 {
			for i := range c.n {
				if w := s.post(c.body, c.chunked); w.Code != http.StatusOK {
					t.Fatalf("%s: number %d of %d: %d", name, i, c.n, w.Code)
				}
			}
			if w := s.post(c.body, c.chunked); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
				t.Errorf("%s: one too many: %d %v", name, w.Code, w.Header())
			}
			clock.pass(time.Second)
		}
	}
}

// A store that takes nothing: posts wait a little, and so many at once; who is
// told to come again has lost nothing.
func TestPostsWhileTheStoreIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := poster(time.Now, func(ctx context.Context, _ string, _ []byte, _ int) error {
			<-ctx.Done()
			return errors.New("nothing is taken now")
		})
		began := time.Now()
		var all sync.WaitGroup
		for range postsAtOnce {
			all.Go(func() {
				if w := s.post("x\n", false); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
					t.Errorf("one that waits: %d %s", w.Code, w.Body)
				}
				if took := time.Since(began); took != postWithin {
					t.Errorf("it took %v", took)
				}
			})
		}
		synctest.Wait()
		if w := s.post("x\n", false); w.Code != http.StatusServiceUnavailable || time.Since(began) > 0 {
			t.Errorf("one more: %d after %v", w.Code, time.Since(began))
		}
		all.Wait()
		if got := s.count.posted.Load(); got != 0 {
			t.Errorf("%d lines are counted", got)
		}
	})
}

// A name that is refused is no reason to come again.
func TestRefusedName(t *testing.T) {
	s := poster(time.Now, func(context.Context, string, []byte, int) error { return errors.New("taken") })
	if w := s.post("x\n", false); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "taken") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRateOfHistory(t *testing.T) {
	clock := newClock()
	r := start(t, func(o *setup) { o.now = clock.now })
	n := historyBurst
	for range 2 {
		for i := range n {
			if status, _ := r.do("GET", "/lines?n=0", ""); status != 200 {
				t.Fatalf("number %d of %d: %d", i, n, status)
			}
		}
		for _, path := range []string{"/lines", "/search?q=a", "/series", "/volume", "/tables"} {
			if status, _ := r.do("GET", path, ""); status != 429 {
				t.Errorf("%s is one too many: %d", path, status)
			}
		}
		clock.pass(time.Second)
		n = historyPerSecond
	}
}
