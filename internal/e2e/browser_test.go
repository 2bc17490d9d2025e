package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium starts a browser with a profile of its own, for one test.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := need(t, "chromium")
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.WindowSize(1280, 900), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true))...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// visits waits until an expression holds in a page.
func visits(ctx context.Context, t *testing.T, expression string) {
	t.Helper()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(10*time.Millisecond)))
	if err != nil {
		text, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText"))
		t.Fatalf("%s: %v; the page shows\n%s", expression, err, text)
	}
}

func inLog(text string) string {
	return fmt.Sprintf("document.getElementById('log').textContent.includes(%q)", text)
}

// served runs rtwatch for browsers, and returns its link.
func served(t *testing.T, args ...string) (*piped, string) {
	t.Helper()
	p := pipe(t, nil, append([]string{"tail", "--headless"}, args...)...)
	link := regexp.MustCompile(`https?://\S+`)
	until(t, "the link is told", p.state, func() bool { return link.MatchString(p.err.String()) })
	return p, link.FindString(p.err.String())
}

// The real page of the real program: lines, graphs, a filter, a second tab, and
// a restart that the page survives by itself.
func TestBrowser(t *testing.T) {
	t.Setenv("RTWATCH_TOKEN", strings.Repeat("0123456789abcdef", 4))
	ctx := chromium(t)
	log := file(t, "a.log", "2026-11-22T09:00:00Z INFO first <b>line</b>\n2026-11-22T09:00:01Z ERROR second line\n")
	p, link := served(t, "--http", "127.0.0.1:0", "--with", "iostat", log)
	if err := chromedp.Do(ctx, chromedp.Navigate(link)); err != nil {
		t.Fatal(err)
	}
	visits(ctx, t, inLog("INFO first <b>line</b>")+" && "+inLog("ERROR second line"))
	visits(ctx, t, "!location.hash.includes('token')")
	visits(ctx, t, "document.getElementById('state').textContent.includes('live') && document.getElementById('way').textContent === ''")
	visits(ctx, t, "/user \\d/.test(document.querySelector('.graph canvas')?.getAttribute('aria-label'))")
	visits(ctx, t, "document.getElementById('counts').textContent.includes('error 1')")
	appendTo(t, log, "2026-11-22T09:00:02Z WARN third line\n")
	visits(ctx, t, inLog("third line"))

	other, cancel := chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(other, chromedp.Navigate(strings.SplitN(link, "#", 2)[0]+"#filter=level>=error")); err != nil {
		t.Fatal(err)
	}
	visits(other, t, inLog("second line")+" && !"+inLog("third line")) // the cookie lets it in
	appendTo(t, log, "2026-11-22T09:00:03Z ERROR fourth line\n2026-11-22T09:00:04Z INFO fifth line\n")
	visits(other, t, inLog("fourth line"))
	visits(ctx, t, inLog("fifth line"))

	p.signal(syscall.SIGKILL)
	p.exits(137) // its connections may close before its listener does
	visits(ctx, t, "!document.getElementById('away').hidden")
	appendTo(t, log, "2026-11-22T09:00:05Z INFO while it was away\n")
	addr := regexp.MustCompile(`:\d+`).FindString(strings.TrimPrefix(link, "http:"))
	served(t, "--http", "127.0.0.1"+addr, "--with", "iostat", log)
	visits(ctx, t, "document.getElementById('away').hidden && "+inLog("while it was away"))
}
