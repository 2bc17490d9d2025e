package static_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// browser is the context of the one browser that all tests open tabs in; nil
// without Chromium.
var browser context.Context

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if _, err := exec.LookPath("chromium"); err != nil {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "rtwatch-chromium")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(dir),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("js-flags", "--expose-gc"))...)
	defer stop()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "starting chromium:", err)
		return 1
	}
	browser = ctx
	return m.Run()
}

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
	loud          bool   // what is written to the console is no fault
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
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
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
			p.picture(pictures())
		}
		p.mu.Lock()
		said := strings.Join(p.console, "\n") // what the end of the page brings does not count
		p.mu.Unlock()
		cancel()
		<-ended
		if !how.loud && said != "" {
			t.Errorf("the console says:\n%s", said)
		}
	})
	if how.width == 0 {
		how.width, how.height = 1280, 800
	}
	if how.scheme == "" {
		how.scheme = "dark"
	}
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: how.width, Height: how.height, DeviceScaleFactor: 1, Mobile: how.width < 500})
	_, err2 := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: how.scheme}}})
	if how.before != "" {
		_, err3 := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: how.before})
		err2 = errors.Join(err2, err3)
	}
	if err := errors.Join(err, err2, chromedp.Do(ctx, chromedp.Navigate(url))); err != nil {
		t.Fatal(err)
	}
	return p
}

// eval is the value of an expression in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// waits until an expression holds in the page.
func (p *tab) waits(expression string) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(10*time.Millisecond)))
	if err != nil {
		p.t.Fatalf("%s: %v; the page shows\n%s", expression, err, eval[string](p, "document.body.innerText"))
	}
}

// shows waits until texts are among the rows of the log.
func (p *tab) shows(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.waits(fmt.Sprintf("document.getElementById('log').textContent.includes(%q)", text))
	}
}

// connected waits for the first lines by a way.
func (p *tab) connected() *tab {
	p.t.Helper()
	p.waits("document.getElementById('state').textContent.includes('live') && document.querySelector('.row')")
	return p
}

// keys presses keys, one event each as of a real keyboard, so that a key that
// the page takes writes nothing.
func (p *tab) keys(keys string) {
	p.t.Helper()
	for _, r := range keys {
		key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: string(r), Text: string(r)}
		if r == '\r' {
			key.Key, key.WindowsVirtualKeyCode = "Enter", 13
		}
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, key); err != nil {
			p.t.Fatal(err)
		}
		key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, key); err != nil {
			p.t.Fatal(err)
		}
	}
}

// picture writes what is seen into a folder, if one is named.
func (p *tab) picture(dir string) {
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(dir+"/"+strings.ReplaceAll(p.t.Name(), "/", "-")+".png", png, 0o600)
	}
	if err != nil {
		p.t.Error(err)
	}
}

// until waits for ok.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// pictures is the folder that pictures go to, "" for none.
func pictures() string { return os.Getenv("RTWATCH_PICTURES") }

func itoa(i int) string { return strconv.Itoa(i) }

// quote is text as a JavaScript string.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}
