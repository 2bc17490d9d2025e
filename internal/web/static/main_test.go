//go:build unix

package static_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"go.uber.org/goleak"
)

// patience is how long a test waits for what must happen: on two cores with
// twenty others a step takes seconds, and some steps take fifty of them.
const patience = 2 * time.Minute

var (
	// browser is the context of the one Chromium that all tests open tabs in;
	// nil where there is none.
	browser context.Context

	// binary is the rtwatch under test, built with the race detector but for
	// benchmarks.
	binary string
)

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
	binary = filepath.Join(dir, "rtwatch")
	build := []string{"build", "-race", "-o", binary, "../../../cmd/rtwatch"}
	if flag.Parse(); flag.Lookup("test.bench").Value.String() != "" { // as it is released
		build = []string{"build", "-trimpath", "-ldflags=-s -w", "-o", binary, "../../../cmd/rtwatch"}
	}
	if out, err := exec.Command("go", build...).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building rtwatch: %v\n%s", err, out)
		return 1
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Flag("disable-features", "Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"), // two pages more for each window
		chromedp.WSURLReadTimeout(patience), chromedp.Flag("allow-pre-commit-input", true), // a key before the first frame is lost else
		chromedp.Flag("disable-component-update", true), chromedp.Flag("js-flags", "--expose-gc"))...)
	ctx, cancel := chromedp.NewContext(alloc)
	code := 1
	if err := chromedp.Do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "starting chromium:", err)
	} else {
		browser = ctx
		code = m.Run()
		_ = chromedp.Cancel(ctx) // the tests are over
	}
	cancel()
	stop()
	err = goleak.Find()
	for end := time.Now().Add(patience); err != nil && time.Now().Before(end); { // each look waits a while
		err = goleak.Find()
	}
	if err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// until waits until nothing is missing.
func until(t testing.TB, missing func() string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(patience)
	for what := missing(); what != ""; what = missing() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, patience)
		}
		<-tick.C
	}
}
