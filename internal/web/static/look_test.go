package static_test

import (
	"io/fs"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"

	"github.com/rtwatch/rtwatch/internal/web/static"
)

// budget is how many bytes all embedded files may have together, uncompressed.
// It is what has been reached, not the goal: issue 6 wants 60 KiB (61 440), so
// this number only ever goes down until it is that.
const budget = 82_000

// busy gives a stand graphs and a table.
func busy(s *stand) {
	now := time.Now().UnixMilli()
	var user, system [][2]float64
	for i := range 300 {
		at := float64(now - int64(300-i)*1000)
		user = append(user, [2]float64{at, 50 + 40*math.Sin(float64(i)/20)})
		system = append(system, [2]float64{at, 10})
	}
	s.extra = []message{
		{"type": "series", "series": []message{{"name": "cpu.user", "unit": "%"}, {"name": "cpu.system", "unit": "%"}}},
		{"type": "samples", "samples": message{"cpu.user": user, "cpu.system": system}},
		{"type": "table", "source": "redis", "name": "rank:game", "columns": []string{"rank", "member", "score"}, "rows": []message{
			{"id": "ann", "score": 7, "cells": []string{"1", "ann", "7"}},
			{"id": "bob", "score": 5, "cells": []string{"2", "bob", "5"}},
		}},
		{"type": "table", "source": "redis", "name": "rank:game", "columns": []string{"rank", "member", "score"}, "rows": []message{
			{"id": "ann", "score": 9, "cells": []string{"1", "ann", "9"}},
			{"id": "bob", "score": 5, "cells": []string{"2", "bob", "5"}},
		}},
	}
	s.lines = append(s.lines, s.line(len(s.lines), time.Now(), `{"user":"ann","a":{"b":[1,2]},"url":"https://example.com/x?y=1"}`, "error"))
	s.lines = append(s.lines, s.line(len(s.lines), time.Now(), `WARN slow answer dur=1200ms from 10.0.0.1 "quoted" /a/path`, "warn"))
	s.lines = append(s.lines, s.line(len(s.lines), time.Now(), `DEBUG cache miss key=7`, "debug"))
}

func TestGraphsAreDrawn(t *testing.T) {
	s := serve(t, "127.0.0.1:0", "aaaaaaaa", 100, busy)
	p := open(t, s.url(), look{}).connected()
	const coloured = `((selector) => {
		const canvas = document.querySelector(selector);
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
	p.waits(coloured + "('.graph canvas') > 0.8") // a line from one side to the other
	p.waits(coloured + "('#volume canvas') > 0.5")
	p.waits("document.querySelector('.graph canvas').getAttribute('aria-label').includes('system 10')")
	p.waits("[...document.querySelectorAll('.table td')].some(td => td.textContent === '▲ 2')")
	box := eval[[]float64](p, "(r => [r.x + r.width / 2, r.y + 40])(document.querySelector('#volume canvas').getBoundingClientRect())")
	if err := chromedp.Do(p.ctx, chromedp.MouseClickXY(box[0], box[1])); err != nil {
		t.Fatal(err)
	}
	until(t, "the middle of the time is asked for", func() bool { return s.was("time=2026-11-22T09%3A30") || s.was("time=2026-11-22T09:30") })
	p.waits("document.getElementById('state').textContent.includes('scrolled')")
}

func TestDetail(t *testing.T) {
	s := serve(t, "127.0.0.1:0", "aaaaaaaa", 10, busy)
	p := open(t, s.url(), look{}).connected()
	p.keys("kkk\r")
	p.waits("document.getElementById('detail').open")
	p.waits("[...document.querySelectorAll('#record dt')].map(d => d.textContent).join() === 'time,level,source,user,a.b,url'")
	p.waits("document.querySelector('#record a').href === 'https://example.com/x?y=1' && document.querySelector('#record a').rel === 'noopener noreferrer'")
	p.waits(`document.querySelector('#record pre').textContent.startsWith('{\n  "user": "ann",\n  "a": {')`)
}

// hostile are lines as somebody would write them who wants the page to run or
// to hide something. The server has dropped escape sequences before.
func hostile() []string {
	all := []string{
		"]]>", "<!--", "<plaintext>", "&lt;script&gt;", "&#60;script&#62;", "\u2028alert(1)\u2029", "\u202egnp.exe", "\u2066abc\u2069", "\ufeffx",
		"{{constructor.constructor('hacked=1')()}}", "${hacked=1}", "`${hacked=1}`", "javascript:hacked=1", "https://a\"onmouseover=hacked=1//",
		"https://x.example/<script>hacked=1</script>", "https://x.example/'onclick='hacked=1", "http://javascript:hacked=1@x", "data:text/html,<script>hacked=1</script>",
		"</textarea><script>hacked=1</script>", "__proto__=1 constructor=2", `{"__proto__":{"hacked":1}}`, `{"a":"</script><script>hacked=1</script>"}`,
		strings.Repeat("<b>", 3000), strings.Repeat("a\u0301", 200), "\x00\x01\x7f", "[31m<img src=x onerror=hacked=1>[0m", "%3Cscript%3E", "\\u003cscript\\u003e", "+ADw-script+AD4-",
		"=cmd|' /C calc'!A0", "';hacked=1;//", "\";hacked=1;//", "--><script>hacked=1</script>", "<![CDATA[<script>hacked=1</script>]]>", "😀 𝕏",
	}
	for _, tag := range []string{"script", "SCRIPT", "scr\u0131pt", "svg onload=hacked=1", "img src=x onerror=hacked=1", "body onload=hacked=1", "iframe srcdoc='<script>parent.hacked=1</script>'", "object data=javascript:hacked=1", "embed src=javascript:hacked=1", "a href=javascript:hacked=1", "math><mi xlink:href=javascript:hacked=1", "details open ontoggle=hacked=1", "video><source onerror=hacked=1", "style", "link rel=stylesheet href=//x", "base href=//x", "meta http-equiv=refresh content=0;url=//x", "form action=//x", "input autofocus onfocus=hacked=1", "template", "noscript", "xmp", "marquee onstart=hacked=1", "button formaction=javascript:hacked=1", "isindex action=javascript:hacked=1", "dialog open"} {
		name, _, _ := strings.Cut(tag, " ")
		all = append(all, "<"+tag+">hacked=1</"+name+">", "GET /?q=<"+tag+"> \"<"+tag+">\" "+name+"=<"+tag+">")
	}
	return all
}

func TestHostileLines(t *testing.T) {
	lines := hostile()
	if len(lines) < 60 {
		t.Fatalf("only %d lines", len(lines))
	}
	s := serve(t, "127.0.0.1:0", "aaaaaaaa", 1, func(s *stand) {
		for i, text := range lines {
			m := s.line(i+1, time.Now(), text, "error")
			m["s"] = text // names come from outside, too
			s.lines = append(s.lines, m)
		}
		s.extra = []message{
			{"type": "series", "series": []message{{"name": "<img src=x onerror=hacked=1>.a", "unit": "<b>"}}},
			{"type": "table", "source": "<b>", "name": "<script>hacked=1</script>", "columns": []string{"<i>"}, "rows": []message{{"id": "<u>", "score": 1, "cells": []string{"<img src=x onerror=hacked=1>"}}}},
			{"type": "error", "error": "<img src=x onerror=hacked=1>"},
		}
	})
	p := open(t, s.url(), look{}).connected()
	p.waits("document.querySelector('.table')")
	p.keys("k")
	for i, text := range lines {
		eval[any](p, "document.getElementById('log').scrollTop = "+itoa(i*18)+"; 0")
		p.waits("[...document.querySelectorAll('.text')].some(t => t.textContent === " + quote(text) + ")")
	}
	if got := eval[string](p, "String(window.hacked) + document.scripts.length + document.querySelectorAll('#log img, #log iframe, #log svg, #log b, #log form').length"); got != "undefined10" {
		t.Errorf("something ran, or became an element: %s", got)
	}
	if got := eval[bool](p, "[...document.links].every(a => /^https?:/.test(a.href) && a.rel === 'noopener noreferrer')"); !got {
		t.Error("there are links that nobody should follow")
	}
}

func TestPhone(t *testing.T) {
	s := serve(t, "127.0.0.1:0", "aaaaaaaa", 100, busy)
	p := open(t, s.url(), look{width: 360, height: 640, scheme: "light"}).connected()
	p.waits("document.documentElement.scrollWidth <= 360 && document.body.scrollHeight <= 640")
	p.waits("document.getElementById('log').clientHeight > 640 * 0.45")
	p.waits("[...document.querySelectorAll('nav button')].filter(b => b.offsetParent).every(b => b.offsetHeight >= 28)")
	p.waits("document.getElementById('log').scrollWidth <= document.getElementById('log').clientWidth") // wrapped
	p.picture(pictures())
}

// What can be used has a name, and what can be read enough contrast.
func TestAccessible(t *testing.T) {
	for _, scheme := range []string{"dark", "light"} {
		t.Run(scheme, func(t *testing.T) {
			s := serve(t, "127.0.0.1:0", "aaaaaaaa", 40, busy)
			p := open(t, s.url(), look{scheme: scheme}).connected()
			p.keys("kk")
			p.waits("document.querySelector('.table') && document.querySelector('.graph') && document.getElementById('log').getAttribute('aria-activedescendant') === 'current'")
			tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
			if err != nil {
				t.Fatal(err)
			}
			named := 0
			for _, n := range tree.Nodes {
				role := ""
				if n.Role != nil {
					role = string(n.Role.Value)
				}
				if n.Ignored || !regexp.MustCompile(`button|link|slider|listbox|option|combobox|textbox|checkbox|image|img|region|navigation|MenuListPopup`).MatchString(role) || strings.Contains(role, "MenuListPopup") {
					continue
				}
				if n.Name == nil || len(string(n.Name.Value)) <= 2 {
					t.Errorf("a %s has no name (node %d)", role, n.BackendDOMNodeID)
				}
				named++
			}
			if named < 30 {
				t.Errorf("only %d nodes have roles to be named", named)
			}
			if faint := eval[string](p, contrast); faint != "" {
				t.Errorf("too faint:\n%s", faint)
			}
			p.picture(pictures())
		})
	}
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

// Nothing in the page can turn text into something that runs (TRUST.md, S12, S13).
func TestNothingRunsText(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|createContextualFragment|setAttribute\('style|style=|\son\w+="|javascript:`)
	err := fs.WalkDir(static.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(static.Files, name)
		if at := forbidden.Find(text); at != nil {
			t.Errorf("%s has %q", name, at)
		}
		if n := strings.Count(string(text), "\n"); n > 300 {
			t.Errorf("%s has %d lines", name, n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := total(t); n > budget {
		t.Errorf("the page has %d bytes in all, the budget is %d", n, budget)
	}
}
