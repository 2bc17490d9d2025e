//go:build unix

package static_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/web/static"
)

// budget is how many bytes all embedded files may have together, uncompressed:
// the 60 KiB of issue 6.
const budget = 61_440

func TestBudget(t *testing.T) {
	if n := total(t); n > budget {
		t.Errorf("the page has %d bytes in all, the budget is %d", n, budget)
	}
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

// busy runs rtwatch on a log of all kinds of lines, a host's numbers of five
// minutes, which are low at first and then high, and a ranking.
func busy(t testing.TB, n int) (*served, *redistest.Server) {
	t.Helper()
	r := redistest.Start(t)
	now := time.Now().Unix()
	numbers := []string{"ZADD", "stats:web1"}
	for i := range int64(300) {
		numbers = append(numbers, fmt.Sprint(now-300+i), fmt.Sprintf(`{"at":%d,"cpu":{"us":%d,"sy":10}}`, now-300+i, 20+i/150*60))
	}
	r.Do(numbers...)
	r.Do("ZADD", "rank:game", "7", "ann", "5", "bob")
	s := serve(t, n, "--with", r.URL+"?keys=stats:web1&window=300&view=graphs", "--with", r.URL+"?keys=rank:game&view=table")
	s.write(`{"time":"2026-11-22T09:00:01Z","level":"error","user":"ann","a":{"b":[1,2]},"url":"https://example.com/x?y=1"}`,
		`2026-11-22T09:00:01Z WARN slow answer dur=1200ms from 10.0.0.1 "quoted" /a/path`,
		`2026-11-22T09:00:01Z DEBUG cache miss key=7`)
	return s, r
}

// What is drawn is looked at: where the lines of a graph are, and that there are bars.
func TestGraphsAreDrawn(t *testing.T) {
	t.Parallel()
	s, r := busy(t, 1000)
	p := s.open(look{})
	p.waits(coloured + "(" + graph + ") > 0.8") // from one side to the other
	p.waits(graph + ".ariaLabel.includes('us 80') && " + graph + ".ariaLabel.includes('sy 10')")
	const top = `((canvas, from, to) => {
		const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
		pen.drawImage(canvas, 0, 0);
		for (let y = 0; y < canvas.height; y++) {
			const {data} = pen.getImageData(canvas.width * from, y, canvas.width * (to - from), 1);
			for (let i = 0; i < data.length; i += 4) {
				if (data[i + 3] > 128 && Math.max(...data.subarray(i, i + 3)) - Math.min(...data.subarray(i, i + 3)) > 40) return y / canvas.height;
			}
		}
		return 1;
	})`
	p.waits(top + "(" + graph + ", 0.15, 0.4) > 0.4 && " + top + "(" + graph + ", 0.65, 0.9) < 0.2") // 20 and 80
	p.waits(coloured + "(" + volume + ") > 0.5")
	p.waits("/error 1\\b.*info 1\\D?000\\b/.test(" + volume + ".ariaValueText)") // all are counted

	r.Do("ZADD", "stats:web1", fmt.Sprint(time.Now().Unix()), `{"at":1,"cpu":{"us":33,"sy":10}}`)
	p.waits(graph + ".ariaLabel.includes('us 33')")
	p.waits("document.getElementById('tables').textContent.includes('ann7')")
	r.Do("ZADD", "rank:game", "9", "ann")
	p.waits("[...document.querySelectorAll('#tables tr')].some((tr) => /^ann9\\D+2/.test(tr.textContent))") // with its change

	p.click(volume) // its middle is the middle of the time
	p.waits("/line (4[5-9]|5[0-5])\\d took/.test(" + current + "?.textContent)")
	p.says("state", "scrolled")
	p.waits("document.activeElement === " + volume)
	p.keys("←")
	p.waits("/line 4[5-9]\\d took/.test(" + current + "?.textContent)")
}

// The machine's own numbers, as they come.
func TestGraphsOfIostat(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("iostat"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("iostat is needed here")
		}
		t.Skip("iostat is needed: make deps")
	}
	s := serve(t, 3, "--with", "iostat")
	p := s.open(look{})
	p.waits("/user \\d.*system \\d/.test(" + graph + "?.ariaLabel)")
	was := eval[string](p, graph+".ariaLabel")
	p.waits(graph + ".ariaLabel !== " + quote(was))
}

func TestDetail(t *testing.T) {
	t.Parallel()
	s, _ := busy(t, 10)
	p := s.open(look{})
	p.shows("cache miss")
	p.keys("/example.com\r")
	p.at("example.com")
	p.keys("\r")
	p.waits(dialog)
	p.waits("[...document.querySelectorAll('#record dt')].map(d => d.textContent).join() === 'time,arrived,level,source,time,level,user,a.b,url'")
	p.waits("document.querySelector('#record a').href === 'https://example.com/x?y=1' && document.querySelector('#record a').rel === 'noopener noreferrer'")
	p.waits(`document.querySelector('#record pre').textContent.includes('\n  "user": "ann",\n  "a": {')`)
	p.keys("\x1b")
	p.waits("!" + dialog)
}

func TestPhone(t *testing.T) {
	t.Parallel()
	s, _ := busy(t, 100)
	p := s.open(look{width: 360, height: 640, scheme: "light"})
	p.waits(graph)
	p.waits("document.documentElement.scrollWidth <= 360 && document.body.scrollHeight <= 640")
	p.waits("document.getElementById('log').clientHeight > 640 * 0.45")
	p.waits("[...document.querySelectorAll('nav button')].filter((b) => b.checkVisibility()).every((b) => b.offsetHeight >= 28)")
	p.waits("document.getElementById('log').scrollWidth <= document.getElementById('log').clientWidth") // wrapped
	p.press("search")
	p.fill("search", "slow answer")
	p.keys("\r")
	p.at("slow answer")
	for _, name := range []string{"help", "alert", "post"} { // what opens fits
		p.press(name)
		if name == "help" {
			p.waits("[..." + dialog + ".querySelectorAll('kbd')].every((key) => key.checkVisibility())")
			p.waits("(d => d.scrollWidth <= d.clientWidth)(" + dialog + ")")
		}
		p.waits("(r => r.left >= 0 && r.right <= 360 && r.top >= 0 && r.bottom <= 640)(" + dialog + ".getBoundingClientRect())")
		p.press("close")
		p.waits("!" + dialog)
	}
}

// What can be used has a name, and what can be read enough contrast; also in
// each dialog.
func TestAccessible(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"dark", "light"} {
		t.Run(scheme, func(t *testing.T) {
			s, _ := busy(t, 40)
			p := s.open(look{scheme: scheme})
			p.shows("cache miss")
			p.waits("document.querySelector('#tables table') && " + graph)
			p.keys("kk")
			p.waits("document.getElementById('log').getAttribute('aria-activedescendant') && " + current + ".id === document.getElementById('log').getAttribute('aria-activedescendant')")
			p.named(map[string]int{
				"banner": 1, "main": 1, "contentinfo": 1, "navigation": 2, "region": 4, "listbox": 1, "option": 20, "button": 9, "slider": 1,
				"image": 1, "table": 1, "status": 1, "combobox": 1,
			})
			for _, opens := range []string{"\r", "?", "", "alert", "post"} {
				if len(opens) > 1 {
					p.press(opens)
				} else {
					p.keys(opens)
				}
				if opens != "" {
					p.waits(dialog)
					p.named(map[string]int{"dialog": 1, "button": 1})
				}
				if faint := eval[string](p, contrast); faint != "" {
					t.Errorf("too faint:\n%s", faint)
				}
				p.keys("\x1b")
				p.waits("!" + dialog)
			}
			p.keys("&")
			p.waits("document.activeElement.ariaLabel?.includes('filter')")
			p.named(map[string]int{"textbox": 1})
		})
	}
}

// named waits until the accessibility tree has at least so many nodes of some
// roles, and a name for each that can be used or gone to.
func (p *tab) named(least map[string]int) {
	p.t.Helper()
	wants := regexp.MustCompile(`^(button|link|slider|listbox|option|combobox|textbox|checkbox|image|img|region|navigation|dialog)$`)
	until(p.t, func() string {
		tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			p.t.Fatal(err)
		}
		var faults []string
		roles := map[string]int{}
		for _, n := range tree.Nodes {
			if n.Ignored || n.Role == nil {
				continue
			}
			role := strings.Trim(string(n.Role.Value), `"`)
			roles[role]++
			if wants.MatchString(role) && (n.Name == nil || len(string(n.Name.Value)) <= 2) {
				faults = append(faults, fmt.Sprintf("a %s has no name (node %d)", role, n.BackendDOMNodeID))
			}
		}
		for role, n := range least {
			if roles[role] < n {
				faults = append(faults, fmt.Sprintf("%d of role %s, want %d", roles[role], role, n))
			}
		}
		return strings.Join(faults, "; ")
	})
}

// Everything can be gone to by tab, is seen to have the focus, and works by keys.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	s, _ := busy(t, 40)
	p := s.open(look{})
	p.waits("document.querySelector('#tables table') && " + graph)
	eval[any](p, `window.visited = new Set(), window.unseen = [], document.addEventListener('focusin', ({target: e}) => {
		visited.add(e);
		const {outlineStyle, outlineWidth} = getComputedStyle(e);
		const framed = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
		const pane = e.closest('.pane');
		if (!framed && !(pane && getComputedStyle(pane).borderColor !== getComputedStyle(document.querySelector('.pane:not(:focus-within)')).borderColor)) unseen.push(e.outerHTML.slice(0, 80));
	}), 0`)
	until(p.t, func() string {
		p.keys("\t")
		return eval[string](p, "[...document.querySelectorAll('button, select, input, a, [tabindex=\"0\"]')].filter((e) => e.checkVisibility() && !visited.has(e)).map((e) => e.outerHTML.slice(0, 80)).join('\\n')")
	})
	if unseen := eval[string](p, "unseen.join('\\n')"); unseen != "" {
		t.Errorf("nobody sees that these have the focus:\n%s", unseen)
	}
	eval[any](p, control+"('wrap').focus(), 0")
	p.keys("\r")
	p.waits(control + "('wrap').ariaPressed === 'true'")
	p.keys("?")
	p.waits(dialog + "?.textContent.includes('newest line')")
	p.keys("j") // is for the dialog, not the log
	p.keys("\x1b")
	p.waits("!" + dialog)
	p.says("state", "live")
	p.keys("k")
	p.says("state", "scrolled")
	eval[any](p, "document.getElementById('log').focus(), 0")
	p.keys("\r")
	p.waits(dialog)
	p.keys("\x1b")
	p.waits("!" + dialog)
	p.keys("&x")
	p.keys("\x1b") // leaves what is typed
	p.waits("!document.activeElement.closest('form')")
	p.waits("!document.getElementById('filters').textContent")
}

// What a closed dialog had keeps the focus until the next frame: a key that is
// pressed before that is the log's.
func TestKeysRightAfterDialog(t *testing.T) {
	t.Parallel()
	p := serve(t, 40).open(look{}).connected()
	p.waits(control + "('post')")
	typed := eval[string](p, `['posting', 'helping'].map((id) => {
		document.getElementById(id).showModal();
		document.getElementById(id).close();
		document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '&', bubbles: true}));
		const {id: at} = document.activeElement;
		document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
		return at;
	}).join()`)
	if typed != "typed,typed" {
		t.Errorf("the key & went to %q", typed)
	}
	p.keys("&took\r")
	p.says("filters", "took")
	p.keys("&x\x1b") // leaves what is typed, and no more
	p.waits("document.activeElement.id === 'log'")
	p.says("filters", "took")
}

// contrast lists the texts of less than 4.5 : 1 (WCAG 2.2, 1.4.3).
const contrast = `(() => {
	const pen = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
	const rgba = (colour) => {
		pen.clearRect(0, 0, 1, 1);
		pen.fillStyle = colour;
		pen.fillRect(0, 0, 1, 1);
		return pen.getImageData(0, 0, 1, 1).data;
	};
	const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, k, i) => {
		const v = c[i] / 255;
		return sum + k * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
	}, 0);
	const faint = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const at = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || !at.checkVisibility()) continue;
		let behind = at;
		while (behind && rgba(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
		const a = light(rgba(getComputedStyle(at).color));
		const b = light(rgba(getComputedStyle(behind || document.documentElement).backgroundColor));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) faint.add(at.tagName + '.' + at.className + ' ' + ratio.toFixed(2) + ' ' + walk.currentNode.data.slice(0, 20));
	}
	return [...faint].join('\n');
})()`
