package e2e

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium opens a page in a browser of its own, which may say nothing on its
// console. What needs no terminal is tested in internal/web/static.
func chromium(t *testing.T, link string) context.Context {
	t.Helper()
	path := need(t, "chromium")
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.WindowSize(1280, 900), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true))...)
	ctx, cancel := chromedp.NewContext(alloc)
	messages := chromedp.Console(ctx)
	ended := make(chan bool)
	go func() {
		defer close(ended)
		for m, err := range messages {
			if err != nil {
				return
			}
			t.Errorf("the console says: %s", m)
		}
	}()
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
		stop()
		<-ended
	})
	if err := chromedp.Do(ctx, chromedp.Navigate(link)); err != nil {
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

// Who follows the presenter sees the line, the filter and the end that the
// terminal shows, until it is enough.
func TestBrowserFollowsTheTerminal(t *testing.T) {
	log := file(t, "a.log", numbered(0, 300))
	tm, addr := openServed(t, log)
	ctx := chromium(t, "http://"+addr+"/#token="+shareToken)
	const current = "document.querySelector('#log [aria-selected=true]')?.textContent"
	visits(ctx, t, inLog("000299"))
	tm.shows("1 viewer")
	visits(ctx, t, "document.getElementById('present').checkVisibility()")
	tm.keys("g")
	visits(ctx, t, "document.getElementById('state').textContent.includes('live')") // it was not asked to follow
	if err := chromedp.Do(ctx, chromedp.Click("#present")); err != nil {
		t.Fatal(err)
	}
	tm.keys("j")
	visits(ctx, t, current+".includes('000001')")
	tm.keys("jj")
	visits(ctx, t, current+".includes('000003')")
	tm.keys("&00004\r")
	visits(ctx, t, inLog("000042")+" && !"+inLog("000003"))
	visits(ctx, t, "document.getElementById('filters').textContent.includes('00004')")
	tm.keys("F")
	appendTo(t, log, "and 00004 is new\n")
	visits(ctx, t, inLog("and 00004 is new"))
	if err := chromedp.Do(ctx, chromedp.Click("#present")); err != nil {
		t.Fatal(err)
	}
	tm.keys("&nothing\r")
	tm.hides("and 00004 is new")
	appendTo(t, log, "00004 comes all the same\n")
	visits(ctx, t, inLog("00004 comes all the same"))
}
