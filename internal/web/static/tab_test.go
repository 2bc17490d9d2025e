//go:build unix

package static_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Where a user finds what: the one place that knows the page's inside.
const (
	drawn = "[...document.querySelectorAll('#log [role=option]')]"
	rows  = "((log) => " + drawn + ".filter((r) => { // those in sight\n" +
		"const {top, bottom} = r.getBoundingClientRect(); return bottom > log.top + 1 && top < log.bottom - 1; })" +
		")(document.getElementById('log').getBoundingClientRect())"
	current = "document.querySelector('#log [aria-selected=true]')"
	graph   = "document.querySelector('#graphs canvas')"
	volume  = "document.querySelector('#volume canvas')"
	dialog  = "document.querySelector('dialog[open]')"

	// control finds what can be used by a part of its name.
	control = `((name) => [...document.querySelectorAll('button, select, input, a')].find((e) => e.checkVisibility() &&
		(e.ariaLabel || e.labels?.[0]?.textContent || e.textContent).includes(name)))`

	// coloured is the share of a canvas's columns that something colourful is in.
	coloured = `((canvas) => {
		if (!canvas?.width) return 0;
		const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
		pen.drawImage(canvas, 0, 0);
		const {data} = pen.getImageData(0, 0, canvas.width, canvas.height);
		const columns = new Set();
		for (let i = 0; i < data.length; i += 4) {
			const [r, g, b, a] = data.subarray(i, i + 4);
			if (a > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 40) columns.add(i / 4 % canvas.width);
		}
		return columns.size / canvas.width;
	})`
)

// What Chromium itself writes to the console where a server or a way is away.
const (
	awayNoise  = `net::ERR_|WebSocket connection to .* failed`
	proxyNoise = `WebSocket connection to .* failed`
)

// patient has the page wait ten times longer for what it gives up after seconds: a
// machine that is slow is no way that is blocked.
const patient = `((set) => { window.setTimeout = (call, ms, ...more) => set(call, ms < 3000 ? ms : 10 * ms, ...more); })(window.setTimeout)`

// tab is a page that is open, and what it wrote to its console.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu      sync.Mutex
	console []string
}

// look is how a tab is opened.
type look struct {
	width, height int64  // 0 for a desktop's
	scheme        string // of colours, dark without
	before        string // runs before the page's own scripts
	hasty         bool   // not patient
	noise         string // an expression of what the console may say; all else is a fault
}

// open opens an address in a tab of its own, with no memory of others.
func open(t testing.TB, url string, how look) *tab {
	t.Helper()
	if browser == nil {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is needed here")
		}
		t.Skip("chromium is needed: make deps")
	}
	return openIn(browser, t, url, how, chromedp.WithNewBrowserContext())
}

// beside opens an address in a tab that shares cookies and settings with this one.
func (p *tab) beside(url string, how look) *tab {
	p.t.Helper()
	return openIn(p.ctx, p.t, url, how)
}

func openIn(parent context.Context, t testing.TB, url string, how look, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	p := &tab{t: t, ctx: ctx}
	messages := chromedp.Console(ctx)
	ended := make(chan bool)
	go func() {
		defer close(ended)
		for m, err := range messages {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.console = append(p.console, m.String())
			p.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		if t.Failed() {
			p.picture(pictures(), t.Name())
		}
		p.mu.Lock()
		said := p.console // what the end of the page brings does not count
		p.mu.Unlock()
		cancel()
		<-ended
		for _, s := range said {
			if how.noise == "" || !regexp.MustCompile(how.noise).MatchString(s) {
				t.Errorf("the console says: %s", s)
			}
		}
	})
	if how.width == 0 {
		how.width, how.height = 1280, 800
	}
	if how.scheme == "" {
		how.scheme = "dark"
	}
	if !how.hasty {
		how.before = patient + ";" + how.before
	}
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: how.width, Height: how.height, DeviceScaleFactor: 1, Mobile: how.width < 500})
	_, err2 := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: how.scheme}}})
	_, err3 := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: how.before})
	_, err4 := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // others have it, too
	if err := errors.Join(err, err2, err3, err4, chromedp.Do(ctx, chromedp.Navigate(url))); err != nil {
		t.Fatal(err)
	}
	return p
}

// eval is the value of an expression in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience) // longer than waits takes
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// waits until an expression holds in the page. One that throws does not hold yet.
func (p *tab) waits(expression string) {
	p.t.Helper()
	why := eval[string](p, fmt.Sprintf(`(async () => {
		for (const end = Date.now() + %d;; await new Promise((again) => setTimeout(again, 10))) {
			let why = 'it does not hold';
			try {
				if (%s) return '';
			} catch (e) {
				why = String(e);
			}
			if (Date.now() > end) return why;
		}
	})()`, patience.Milliseconds(), expression))
	if why != "" {
		p.t.Fatalf("%s: %s within %v; the page shows\n%s", expression, why, patience, eval[string](p, "document.body.innerText.replace(/(\\n.*){60}(?=(\\n.*){20}$)/, '\\n…')"))
	}
}

// connected waits for the first lines.
func (p *tab) connected() *tab {
	p.t.Helper()
	p.waits("/live|scrolled/.test(document.getElementById('state').textContent)")
	p.waits(rows + ".length")
	return p
}

// says waits until the text of the element with an id has a part.
func (p *tab) says(id, part string) {
	p.t.Helper()
	p.waits(fmt.Sprintf("document.getElementById(%s).textContent.includes(%s)", quote(id), quote(part)))
}

// shows waits until texts are among the rows in sight.
func (p *tab) shows(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.waits(fmt.Sprintf("%s.some((r) => r.textContent.includes(%s))", rows, quote(text)))
	}
}

// hides waits until none of the rows in sight has a text.
func (p *tab) hides(text string) {
	p.t.Helper()
	p.waits(fmt.Sprintf("!%s.some((r) => r.textContent.includes(%s))", rows, quote(text)))
}

// once waits until each text is in one of the rows in sight, and in one only.
func (p *tab) once(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.waits(fmt.Sprintf("%s.filter((r) => r.textContent.includes(%s)).length === 1", rows, quote(text)))
	}
}

// at waits until the current line has a text.
func (p *tab) at(text string) {
	p.t.Helper()
	p.waits(current + "?.textContent.includes(" + quote(text) + ")")
}

func (p *tab) reload() *tab {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Reload()); err != nil {
		p.t.Fatal(err)
	}
	return p.connected()
}

// picture writes what is seen into a folder, if one is named.
func (p *tab) picture(dir, name string) {
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(dir+"/"+strings.ReplaceAll(name, "/", "-")+".png", png, 0o600)
	}
	if err != nil {
		p.t.Error(err)
	}
}

// pictures is the folder that pictures of what fails go to, "" for none.
func pictures() string { return os.Getenv("RTWATCH_PICTURES") }

// quote is text as a JavaScript string.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}
