//go:build unix

package static_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// The address bar holds what is seen, and shows the same to whom it is sent.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := serve(t, 100)
	s.write("2026-11-22T09:00:01.000Z WARN slow took 2ms", "2026-11-22T09:00:01.100Z ERROR down took 2ms x", "2026-11-22T09:00:01.200Z WARN other")
	p := s.open(look{})
	p.keys("&took 2 and not x\r")
	p.hides("line 98 took")
	p.shows("line 99 took", "slow took 2ms")
	p.hides("down took 2ms x")
	p.keys("4")
	p.hides("line 99 took")
	p.shows("slow took 2ms")
	p.waits("new URLSearchParams(location.hash.slice(1)).get('filter') === 'took 2 and not x' && location.hash.includes('level=warn')")
	p.says("counters", "1 of 103 lines")

	s.write("2026-11-22T09:00:02.000Z WARN new took 2ms", "2026-11-22T09:00:02.000Z INFO not this, took 2ms")
	p.shows("new took 2ms")
	sent := p.beside(s.url()+eval[string](p, "location.hash"), look{}).connected()
	sent.shows("slow took 2ms", "new took 2ms")
	sent.waits(rows + ".length === 2")
	sent.press("remove filter took 2 and not x")
	sent.shows("other", "down took 2ms x")
	sent.keys("1")
	sent.shows("line 98 took")
	sent.waits("location.hash === ''")

	p.keys("\x1b") // ends filters and levels
	p.shows("line 98 took")
}

// A time in the address is where another tab begins.
func TestTimeInAddress(t *testing.T) {
	t.Parallel()
	s := serve(t, 5000)
	p := s.open(look{})
	p.keys(":2026-11-22T09:00:01.250Z\r")
	p.at("line 1250 took")
	p.waits("location.hash.includes('time=2026-11-22T09%3A00%3A01.250Z')")
	sent := p.beside(s.url()+eval[string](p, "location.hash"), look{}).connected()
	sent.at("line 1250 took")
	sent.says("state", "scrolled")
}

func TestPausesAndSearches(t *testing.T) {
	t.Parallel()
	s := serve(t, 5000)
	p := s.open(look{})
	p.keys("kk")
	p.says("state", "scrolled")
	s.write("unseen")
	p.says("below", "1 new below")
	p.hides("unseen")
	p.keys("/line 77 took\r")
	p.at("line 77 took")
	p.waits("[..." + current + ".querySelectorAll('mark')].map(m => m.textContent).join('') === 'line 77 took'")
	p.says("found", "1")
	p.keys("G")
	p.shows("unseen")
	p.waits("document.getElementById('below').hidden")
	p.keys("g")
	p.shows("line 0 took")
	p.keys(":2026-11-22T09:00:02.500Z\r")
	p.at("line 2500 took")
	p.press("follow")
	s.write("the newest")
	p.shows("the newest")
}

func TestSources(t *testing.T) {
	t.Parallel()
	other := filepath.Join(t.TempDir(), "payments.log")
	appendTo(t, other, "INFO of payments\n")
	s := serve(t, 3, other)
	p := s.open(look{})
	p.shows("of payments", "line 2 took")
	p.waits(rows + ".some((r) => r.textContent.startsWith('payments.log'))")
	p.mutes("payments.log")
	p.hides("of payments")
	p.shows("line 2 took")
	appendTo(t, other, "INFO and more\n")
	s.write("INFO of the shop")
	p.shows("of the shop")
	p.hides("and more")
	p.waits("location.hash.includes('mute=')")
}

// mutes unticks one of the sources, or ticks it.
func (p *tab) mutes(name string) {
	p.t.Helper()
	p.press("sources")
	p.press(name)
	p.press("close")
}

// Whoever has said something is named beside its lines, also who comes later.
func TestNamesOfThoseWhoComeLater(t *testing.T) {
	t.Parallel()
	s := serve(t, 3)
	p := s.open(look{})
	p.shows("line 2 took")
	if n := eval[int](p, "document.querySelectorAll('#log .source').length"); n != 0 {
		t.Errorf("%d names beside the lines of one source", n)
	}
	s.post("backup", "of the backup")
	p.shows("of the backup")
	p.waits(rows + ".some((r) => r.textContent.startsWith('backup')) && " + rows + ".some((r) => r.textContent.startsWith('shop.log'))")
	p.mutes("backup")
	p.hides("of the backup")
	p.shows("line 2 took")
}

// The histogram counts what the filter lets through, and says so.
func TestHistogramOfFilter(t *testing.T) {
	t.Parallel()
	s := serve(t, 100)
	p := s.open(look{})
	const told = "document.querySelector('#volume section').textContent"
	p.waits(told + ".startsWith('records') && " + told + ".includes('info 100')")
	p.keys("&took 2ms\r")
	p.waits(told + ".startsWith('matching records') && " + told + ".includes('info 2')")
}

// What a browser has chosen holds after a reload, and for a tab beside it.
func TestSettingsStay(t *testing.T) {
	t.Parallel()
	s := serve(t, 20)
	p := s.open(look{})
	const lit = "getComputedStyle(document.documentElement).backgroundColor"
	dark := eval[string](p, lit)
	p.keys("w")
	p.keys("i")
	p.press("theme: auto")
	p.press("theme: dark")
	p.waits(lit + " !== " + quote(dark))
	light := eval[string](p, lit)
	check := func(p *tab) {
		t.Helper()
		p.waits(control + "('wrap').ariaPressed === 'true' && !" + volume + ".checkVisibility()")
		p.waits(lit + " === " + quote(light) + " && " + control + "('theme: light')")
	}
	check(p)
	check(p.reload())
	check(p.beside(s.url(), look{}).connected())
	p.keys("wi")
	p.reload().waits(control + "('wrap').ariaPressed === 'false' && " + volume + ".checkVisibility()")
}

// Colours are those that the system is set to, also when it is set anew, unless
// one was chosen.
func TestDarkAndLight(t *testing.T) {
	t.Parallel()
	s := serve(t, 20)
	bright := func(scheme string) float64 {
		p := s.open(look{scheme: scheme})
		var r, g, b float64
		colour := eval[string](p, "getComputedStyle(document.documentElement).backgroundColor")
		if _, err := fmt.Sscanf(strings.TrimPrefix(colour, "rgb"), "(%f, %f, %f)", &r, &g, &b); err != nil {
			t.Fatalf("%s: %v", colour, err)
		}
		return (r + g + b) / 3
	}
	if dark, light := bright("dark"), bright("light"); dark > 64 || light < 192 {
		t.Errorf("the ground is %.0f of 255 bright in the dark and %.0f in the light", dark, light)
	}
}

// Who is muted is only who was unticked, however many there are: who comes
// later shows.
func TestMutesOneOfMany(t *testing.T) {
	t.Parallel()
	var others []string
	for _, name := range []string{"api", "bank", "cache", "disk"} {
		path := filepath.Join(t.TempDir(), name+".log")
		appendTo(t, path, "INFO of "+name+"\n")
		others = append(others, path)
	}
	s := serve(t, 1, others...)
	p := s.open(look{})
	p.shows("of api", "of bank", "of cache", "of disk", "line 0 took")
	p.waits(rows + ".every((r) => /^[a-z]+\\.log/.test(r.textContent))")
	p.mutes("bank.log")
	p.hides("of bank")
	p.shows("of api", "of cache", "of disk", "line 0 took")
	p.says("sources", "sources -1")
	s.post("later", "of one who came later")
	p.shows("of one who came later")
	appendTo(t, others[1], "INFO still of bank\n")
	s.write("INFO behind it")
	p.shows("behind it")
	p.hides("of bank")
	p.says("counters", "6 of 8 lines") // the state has come, too
	p.press("sources")
	p.waits(control + "('later').checked && !" + control + "('bank.log').checked")
	p.press("bank.log")
	p.press("close")
	p.shows("still of bank")
}

// What does not match, or is refused, changes nothing but what is said.
func TestFailsWithoutEffect(t *testing.T) {
	t.Parallel()
	s := serve(t, 300)
	p := s.open(look{noise: "status of 400"})
	for _, keys := range []string{"/nowhere\r", "/level>=\r", "}"} {
		p.keys(keys)
		p.waits("document.getElementById('said').textContent")
		p.says("state", "live")
		eval[any](p, "document.getElementById('said').textContent = '', 0")
	}
	s.write("INFO still followed")
	p.shows("still followed")
	p.keys("&level>=\r")
	p.waits("document.getElementById('said').textContent && document.activeElement.value === 'level>='")
	p.waits("!document.getElementById('filters').textContent && location.hash === ''")
	p.fill("filter", "took 9ms")
	p.keys("\r")
	p.hides("line 0 took")
	p.says("filters", "took 9ms")
}

// What is new below is counted from when the view was chosen.
func TestNewBelowIsOfThisView(t *testing.T) {
	t.Parallel()
	s := serve(t, 300)
	p := s.open(look{})
	p.keys("k")
	s.write("INFO one", "INFO two")
	p.says("below", "2 new below")
	p.keys("&took\r")
	p.says("filters", "took")
	p.waits("document.getElementById('below').hidden")
	s.write("INFO took 1ms")
	p.says("below", "1 new below")
}

// A search goes from record to record, to the line that has what was looked
// for, and shows it though it stands far to the right.
func TestSearchesRecords(t *testing.T) {
	t.Parallel()
	text := numbered(100) // and all of it at once: what a record is, is learned from what was there first
	for i := range 3 {
		text += fmt.Sprintf("2026-11-22T09:00:%02d.000Z ERROR failed %d\n", 10+i, i) +
			"java.lang.IllegalStateException: of " + strings.Repeat("x", 400) + fmt.Sprintf(" needle%d\n", i) +
			"\tat shop.needle.A(A.java:1)\n\tat shop.needle.B(B.java:2)\n"
	}
	s := serveLog(t, filepath.Join(t.TempDir(), "shop.log"), text+"2026-11-22T09:00:20.000Z INFO the end\n")
	p := s.open(look{})
	p.shows("the end")
	p.keys("/needle\r")
	p.at("needle2")
	p.says("found", "3 records")
	const seen = "((m, log) => m && m.left >= log.left && m.right <= log.right)(" + current + ".querySelector('mark')?.getBoundingClientRect(), document.getElementById('log').getBoundingClientRect())"
	p.waits(seen)
	for _, step := range []struct{ key, text string }{{"N", "needle1"}, {"N", "needle0"}, {"n", "needle1"}, {"n", "needle2"}} {
		p.keys(step.key)
		p.at(step.text)
		p.waits(seen)
	}
	p.keys("E")
	p.at("ERROR failed 1")
	p.keys("e")
	p.at("ERROR failed 2")
}

// A button that was clicked leaves the keys to the log.
func TestKeysStayTheLogs(t *testing.T) {
	t.Parallel()
	s := serve(t, 40)
	p := s.open(look{})
	p.press("wrap")
	p.keys(" ")
	p.says("state", "scrolled")
	p.waits(control + "('wrap').ariaPressed === 'true'")
	p.press("post")
	p.waits("document.activeElement.id === 'from'")
}

// A colon goes to a line by its number, and to a share of all, as in the terminal.
func TestGoesToLines(t *testing.T) {
	t.Parallel()
	p := serve(t, 5000).open(look{noise: "status of 400"})
	for _, c := range []struct{ typed, line string }{{"50%", "line 2500 took"}, {"1201", "line 1200 took"}, {"0%", "line 0 took"}, {"9999", "line 4999 took"}} {
		p.keys(":" + c.typed + "\r")
		p.at(c.line)
		p.shows(c.line)
	}
	p.keys(":101%\r")
	p.says("said", "want a number such as 1200, or a share such as 50%")
}

// The record that is shown, or that is the current one, goes to the clipboard.
func TestCopies(t *testing.T) {
	t.Parallel()
	s := serve(t, 10)
	s.write("2026-11-22T09:00:01Z ERROR failed <b>", "  at shop.A(A.java:1)", "2026-11-22T09:00:02Z INFO behind it")
	p := s.open(look{})
	p.shows("behind it")
	eval[any](p, "window.copied = [], document.addEventListener('copy', () => copied.push(getSelection().toString())), 0")
	p.keys("E")
	p.at("ERROR failed")
	p.keys("\r")
	p.press("copy")
	p.waits("copied.length === 1")
	p.keys("\x1b")
	p.waits("!" + dialog)
	p.keys("y")
	p.waits("copied.length === 2")
	const want = "2026-11-22T09:00:01Z ERROR failed <b>\n  at shop.A(A.java:1)"
	if got := eval[[]string](p, "copied"); got[0] != want || got[1] != want {
		t.Errorf("copied was %q, want %q", got, want)
	}
}

// Who comes while the dialog of sources is open is listed in it, and what has
// the focus keeps it.
func TestListsSourcesAsTheyCome(t *testing.T) {
	t.Parallel()
	s := serve(t, 3)
	p := s.open(look{})
	s.post("first", "of the first")
	p.shows("of the first")
	p.press("sources")
	p.press("first")
	p.waits("!document.activeElement.checked && document.activeElement.value === 'first'")
	s.post("second", "of the second")
	p.waits(control + "('second')?.checked")
	p.waits("document.activeElement.value === 'first' && !document.activeElement.checked && " + control + "('shop.log').checked")
	p.press("second")
	p.press("close")
	p.hides("of the second")
	p.shows("line 2 took")
}

// Where the search for lines at a time has not ended, it is asked again before
// anybody says that there is none; following again ends that.
func TestAsksUntilAllIsSearched(t *testing.T) {
	t.Parallel()
	s := serve(t, 5000)
	p := s.open(look{before: `
		window.asked = 0;
		window.unsure = 3;
		const real = fetch;
		window.fetch = (path, how) => {
			if (!/^lines.*time=/.test(path) || asked++ >= unsure) return real(path, how);
			return Promise.resolve(new Response('{"lines":[],"first":false,"last":false,"sure":false}'));
		};`})
	p.keys(":2026-11-22T09:00:02.500Z\r")
	p.at("line 2500 took")
	p.waits("asked === 4 && !document.getElementById('said').textContent")
	eval[any](p, "asked = 0, unsure = Infinity, 0")
	p.keys(":2026-11-22T09:00:01.500Z\r")
	p.waits("asked > 3")
	p.keys("F")
	p.says("state", "live")
	was := eval[int](p, "asked")
	s.write("INFO the newest")
	p.shows("the newest")
	if n := eval[int](p, "asked"); n != was {
		t.Errorf("it was asked %d times more", n-was)
	}
	p.says("state", "live")
	p.waits("!document.getElementById('said').textContent")
}

// What wraps is broken between words, and inside one only where it is too long
// for a line.
func TestWrapsBetweenWords(t *testing.T) {
	t.Parallel()
	s := serve(t, 1)
	s.write("INFO "+strings.Repeat("alpha beta ", 12), "INFO "+strings.Repeat("y", 300))
	p := s.open(look{width: 360, height: 640})
	p.shows("alpha beta", "yyy")
	p.waits("document.getElementById('log').scrollWidth <= document.getElementById('log').clientWidth")
	cut := eval[[]string](p, `(() => {
		const cut = [];
		const walk = document.createTreeWalker(document.getElementById('log'), NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) {
			for (const {0: word, index} of walk.currentNode.data.matchAll(/alpha|beta|y+/g)) {
				const range = document.createRange();
				range.setStart(walk.currentNode, index);
				range.setEnd(walk.currentNode, index + word.length);
				if (new Set([...range.getClientRects()].map((r) => r.top)).size > 1) cut.push(word.slice(0, 5));
			}
		}
		return cut;
	})()`)
	if strings.Join(cut, " ") != "yyyyy" {
		t.Errorf("cut are %q, want only the one that fits in no line", cut)
	}
}
