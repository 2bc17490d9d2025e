//go:build unix

package static_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

func TestLineShows(t *testing.T) {
	t.Parallel()
	s := serve(t, 100)
	one := s.open(look{})
	two := one.beside(s.url(), look{}).connected() // the session lets it in
	s.write("ERROR a line for <b>both</b>")
	one.shows("a line for <b>both</b>")
	two.shows("a line for <b>both</b>")
	one.reload().shows("line 99 took", "a line for <b>both</b>")
	one.waits("!document.getElementById('way').textContent") // it came by WebSocket
}

// A line that is written in two pieces shows once, whole, and so do those around it.
func TestHalfLine(t *testing.T) {
	t.Parallel()
	s := serve(t, 3)
	p := s.open(look{})
	s.append("INFO first half,")
	p.shows("first half,")
	s.append(" second half\n")
	p.shows("first half, second half")
	s.append("INFO third ")
	p.shows("third ")
	s.append("and")
	s.append(" last\nINFO behind it\n")
	p.shows("third and last", "behind it")
	p.once("first half", "second half", "third", "last", "behind it")
	p.waits(rows + ".length === 6")
}

func TestFallsBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		refuse, hold bool
		way          string
	}{
		{"no further than it must", false, false, ""},
		{"to events", true, false, "by events"},
		{"to long polls", true, true, "by long poll"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, 10)
			proxy := s.before(c.refuse, c.hold)
			p := open(t, proxy.link(), look{noise: proxyNoise, hasty: c.hold}).connected()
			p.waits("document.getElementById('way').textContent === " + quote(c.way))
			s.write("the first")
			p.shows("the first")
			s.write("the second")
			p.shows("the second", "line 9 took")
			p.once("line 9 took", "the first", "the second")
			p.keys("&the\r") // what is asked for can be changed by each way
			p.hides("line 9 took")
			p.shows("the first", "the second")
		})
	}
}

func TestComesBack(t *testing.T) {
	t.Parallel()
	s := serve(t, 10)
	p := s.open(look{noise: awayNoise, hasty: true})
	addr := s.kill()
	p.waits("!document.getElementById('away').hidden && /trying again in/.test(document.getElementById('away').textContent)")
	p.waits("!document.getElementById('state').textContent.includes('live')")
	s.write("while it was away")
	s.run(addr)
	p.waits("document.getElementById('away').hidden")
	p.shows("line 9 took", "while it was away")
	s.write("after the restart")
	p.shows("after the restart")
	p.says("state", "live")
	p.once("line 0 took", "while it was away", "after the restart")
}

// The token is exchanged and leaves the address bar; a page without it asks for
// it, and shows nothing.
func TestToken(t *testing.T) {
	t.Parallel()
	s := serve(t, 10)
	proxy := s.before(false, false)
	p := open(t, proxy.link()+"&filter=took", look{}).connected()
	if !proxy.was("/session") || proxy.was(token) {
		t.Error("the token was not exchanged, or went into an address")
	}
	p.waits("location.hash === '#filter=took'")
	if eval[bool](p, "JSON.stringify({...localStorage, c: document.cookie}).includes("+quote(token)+")") {
		t.Error("the token is kept for other tabs")
	}
	out := open(t, s.url(), look{noise: `status of 401|WebSocket connection to .* failed`})
	out.waits(dialog + "?.textContent.includes('asks for a token')")
	if n := eval[int](out, drawn+".length"); n != 0 {
		t.Errorf("%d lines are shown to who was not let in", n)
	}
	out.fill("link or token", s.link)
	out.keys("\r")
	out.connected().shows("line 9 took")
	out.waits("!" + dialog)
}

// What one posts, the other sees; the browser remembers who it was.
func TestPosts(t *testing.T) {
	t.Parallel()
	s := serve(t, 10)
	one, two := s.open(look{}), s.open(look{})
	one.press("post")
	one.fill("from", "ann")
	one.fill("line", "deploying <b>now</b>")
	one.keys("\r")
	two.shows("deploying <b>now</b>")
	one.shows("deploying <b>now</b>")
	one.waits("!" + dialog)
	two.keys("k\r")
	two.says("record", "sourceann")
	one.reload().press("post")
	one.waits(control + "('from').value === 'ann' && " + control + "('line').value === ''")
}

func TestNotifies(t *testing.T) {
	t.Parallel()
	s := serve(t, 10)
	p := s.open(look{before: `
		window.told = [];
		window.asked = 0;
		window.Notification = class {
			static permission = 'default';
			static async requestPermission() { asked++; return this.permission = 'granted'; }
			constructor(title, {body}) { told.push(title + ': ' + body); }
		};`})
	s.write("ERROR before anybody wanted to know")
	p.shows("before anybody")
	if asked := eval[int](p, "asked + told.length"); asked != 0 {
		t.Error("it asks, or tells, by itself")
	}
	p.press("alert")
	p.choose("tell me of level", "error")
	p.waits("asked === 1")
	p.says("alert-state", "notify you")
	p.press("close")
	s.write("INFO nothing")
	s.write("ERROR secret words")
	p.waits("told.join() === 'rtwatch: 1 line you asked to be told of'")
	title := eval[string](p, "document.title")
	eval[any](p, "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true}), 0")
	s.write("INFO nothing", "ERROR more", "ERROR and more")
	p.waits("document.title === '(2) ' + " + quote(title))
	eval[any](p, "delete document.hidden, document.dispatchEvent(new Event('visibilitychange')), 0")
	p.waits("document.title === " + quote(title))
}

// Lines that come as fast as a busy log writes them do not keep the page busy:
// how much it draws depends on its frames and on what is in sight, not on how
// many lines come, and in between it answers. What it does is counted: how long
// that takes is the machine's.
func TestFlood(t *testing.T) {
	t.Parallel()
	const writes, each, perFrame = 100, 100, 10
	s := serve(t, 10)
	p := s.open(look{})
	if _, err := chromedp.Call(p.ctx, performance.Enable, performance.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	eval[any](p, `window.all = 1, window.most = 0, (function frame() {
		all++;
		requestAnimationFrame(frame);
	})(), new MutationObserver((changes) => {
		most = Math.max(most, changes.reduce((sum, one) => sum + one.addedNodes.length, 0), `+drawn+`.length);
	}).observe(document.getElementById('log'), {childList: true, subtree: true}), 0`)
	begin := p.layouts()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	n := 0
	for i := range writes {
		var text strings.Builder
		for range each {
			fmt.Fprintf(&text, "2026-11-22T10:00:00.000Z INFO flood %d of GET /items/%d took %dms ip=10.4.7.%d\n", n, n%900, n%97, n%255)
			n++
		}
		s.append(text.String())
		switch i {
		case writes / 4:
			p.keys("k")
			p.says("state", "scrolled")
		case writes / 2:
			p.says("below", "new below")
			p.keys("F")
			p.says("state", "live")
		}
		<-tick.C
	}
	p.shows(fmt.Sprintf("flood %d of", n-1))
	layouts, frames := p.layouts()-begin, eval[int](p, "all")
	t.Logf("%d layouts in %d frames", layouts, frames)
	if layouts > perFrame*frames {
		t.Errorf("the page was laid out %d times in %d frames for %d lines", layouts, frames, n)
	}
	if most := eval[int](p, "most"); most > 250 {
		t.Errorf("%d rows were in the page, or drawn at once", most)
	}
}

// layouts is how often the page was laid out.
func (p *tab) layouts() int {
	p.t.Helper()
	all, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, m := range all.Metrics {
		if m.Name == "LayoutCount" {
			return int(m.Value)
		}
	}
	p.t.Fatal("Chromium does not tell LayoutCount")
	return 0
}

// BenchmarkInteractive is how long after the first byte the page takes keys, and
// beside it, in turn, how long a page takes that is nothing but an empty script: a
// machine that is slow, or busy, makes both slower.
func BenchmarkInteractive(b *testing.B) {
	const most, times = 100, 3 // ms, of the other page
	empty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			fmt.Fprint(w, `<!doctype html><link rel="icon" href="data:,"><script type="module" src="empty.js"></script>`)
			return
		}
		w.Header().Set("Content-Type", "text/javascript")
	}))
	defer empty.Close()
	p := serve(b, 1000).open(look{noise: "status of 429"}) // nobody else opens it so often
	load := func(url string) float64 {
		if err := chromedp.Do(p.ctx, chromedp.Navigate(url)); err != nil {
			b.Fatal(err)
		}
		return eval[float64](p, "(e => e.domContentLoadedEventEnd - e.responseStart)(performance.getEntriesByType('navigation')[0])")
	}
	page := eval[string](p, "location.origin")
	best, bare := 1e9, 1e9
	for b.Loop() {
		for range 20 { // others on the machine make it slower, never faster
			best = min(best, load(page))
			p.connected()
			bare = min(bare, load(empty.URL))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(best, "ms/interactive")
	b.ReportMetric(best/bare, "×/empty")
	b.ReportMetric(float64(total(b)), "bytes")
	if best > most && best > times*bare {
		b.Errorf("interactive after %.0f ms, an empty page after %.0f; want %d, or %d times that", best, bare, most, times)
	}
}
