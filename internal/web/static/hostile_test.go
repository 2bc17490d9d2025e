//go:build unix

package static_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/web/static"
)

// hostile are lines as somebody would write them who wants the page to run or
// to hide something (TRUST.md, S15), each with what may be seen of it.
func hostile() map[string]string {
	all := map[string]string{ // what is not shown as it is
		"\x1b[31m<img src=x onerror=hacked=1>\x1b[0m":          "<img src=x onerror=hacked=1>",
		"<scr\x1b[0mipt>hacked=1</scr\x1b[0mipt>":              "<script>hacked=1</script>",
		"<\x1b]0;title\x07script>hacked=1</script>":            "<script>hacked=1</script>",
		"\x1b]8;;javascript:hacked=1\x1b\\click\x1b]8;;\x1b\\": "click",
		"\x1b]52;c;aGFja2Vk\x07clipboard":                      "clipboard",
		"\x1bPhacked\x1b\\dcs":                                 "dcs",
		"\x1b[2J\x1b[Hcleared":                                 "cleared",
		"\x1b[38;2;1;2;3m<b>\x1b[1m</b>\x1b[m":                 "<b></b>",
		"a\u2028alert(1)\u2029b":                               "a<U+2028>alert(1)<U+2029>b",
		"\u202egnp.exe":                                        "<U+202E>gnp.exe",
		"\u2066abc\u2069":                                      "<U+2066>abc<U+2069>",
		"a\u200bb\u200dc":                                      "a<U+200B>b<U+200D>c",
		"\ufeff<script>hacked=1</script>bom":                   "<U+FEFF><script>hacked=1</script>bom",
		"a\x00b\x01c\x7fd":                                     "a␀b␁c␡d",
		"over\rwritten":                                        "over␍written",
		"back\b\bspace":                                        "back␈␈space",
		"tab\there":                                            "tab     here",
		"\xff\xfe<script>hacked=1</script>":                    "\ufffd\ufffd<script>hacked=1</script>",
		"\xc0\xbcscript\xc0\xbehacked=1":                       "\ufffd\ufffdscript\ufffd\ufffdhacked=1",
		"\u009b31mhidden c1":                                   "<U+009B>31mhidden c1",
		"e" + strings.Repeat("\u0301", 200) + "<b>":            "e" + strings.Repeat("\u0301", 8) + "<b>",
		"\U000e0041\U000e0042tagged":                           "<U+E0041><U+E0042>tagged",
		"\x1b[31":                                              "␛[31",
		"{\"a\":\"\x1b[31m</script><script>hacked=1</script>\x1b[0m\"}":        "{\"a\":\"</script><script>hacked=1</script>\"}",
		"ansi \x1b[1;31m<svg onload=hacked=1>\x1b[0m and </svg>\x1b[0;0m html": "ansi <svg onload=hacked=1> and </svg> html",
	}
	same := []string{
		"]]>", "<!--", "<plaintext>", "&lt;script&gt;", "&#60;script&#62;", "&amp;lt;", "\u00a0x", "{{constructor.constructor('hacked=1')()}}",
		"${hacked=1}", "`${hacked=1}`", "javascript:hacked=1", "https://a\"onmouseover=hacked=1//", "https://x.example/<script>hacked=1</script>",
		"https://x.example/'onclick='hacked=1", "http://javascript:hacked=1@x", "data:text/html,<script>hacked=1</script>", "</textarea><script>hacked=1</script>",
		"</title><script>hacked=1</script>", "</style><script>hacked=1</script>", "__proto__=1 constructor=2 toString=3", `{"__proto__":{"hacked":1},"constructor":{"prototype":{"hacked":1}}}`,
		`{"a":"</script><script>hacked=1</script>"}`, `{"html":"<img src=x onerror=hacked=1>","u":"\u2028"}`, `</script><script>hacked=1</script>`, `"}]}</script><script>hacked=1//`,
		strings.Repeat("<b>", 3000), "%3Cscript%3Ehacked=1%3C/script%3E", "\\u003cscript\\u003ehacked=1", "\\x3cscript\\x3e", "+ADw-script+AD4-hacked=1", "=cmd|' /C calc'!A0",
		"';hacked=1;//", "\";hacked=1;//", "--><script>hacked=1</script>", "<![CDATA[<script>hacked=1</script>]]>", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///\">]>",
		"😀 𝕏 <𝕊cript>", "＜script＞hacked=1＜/script＞", "<SCRIPT SRC=//x.example/x.js></SCRIPT>", "<scr<script>ipt>hacked=1</scr</script>ipt>", "<<script>hacked=1;//<</script>",
		"<script\n>", "<img \"\"\"><script>hacked=1</script>\">", "<a href=\"jav&#x09;ascript:hacked=1\">x</a>", "<a href=\"\x20javascript:hacked=1\">x</a>", "\\\";hacked=1;//", "</noscript><script>hacked=1</script>",
		"<svg><script>hacked=1</script></svg>", "<math><mtext><table><mglyph><style><img src=x onerror=hacked=1>", "<form><button formaction=javascript:hacked=1>", "<div style=\"background:url(javascript:hacked=1)\">",
		"<div id=log>", "<dialog open id=detail>", "<p id=state>● live</p>", "<base href=javascript:/a/-hacked=1//>", "<x contenteditable onblur=hacked=1>", "<set attributeName=onmouseover to=hacked=1>",
	}
	for _, tag := range []string{
		"script", "SCRIPT", "scr\u0131pt", "svg", "img", "body", "iframe", "object", "embed", "a", "math", "details open", "video", "audio", "style", "link", "base", "meta", "form",
		"input autofocus", "template", "noscript", "xmp", "marquee", "button", "isindex", "dialog open", "select", "keygen", "frameset",
	} {
		name, _, _ := strings.Cut(tag, " ")
		same = append(same, "<"+tag+">hacked=1</"+name+">", "GET /?q=<"+tag+" src=x> \"<"+tag+">\" "+name+"=<"+tag+">",
			fmt.Sprintf("<%s src=x href=javascript:hacked=1 srcdoc='<script>parent.hacked=1</script>' action=javascript:hacked=1>", tag))
	}
	for _, event := range []string{"load", "error", "click", "focus", "mouseover", "toggle", "begin", "animationstart", "pointerenter", "scroll", "wheel", "resize", "hashchange", "message", "start", "copy"} {
		same = append(same, "<svg on"+event+"=hacked=1>", "<img src=x on"+event+"=\"hacked=1\">", "\" on"+event+"=hacked=1 x=\"", "' autofocus on"+event+"='hacked=1")
	}
	for _, text := range same {
		for part := range strings.SplitSeq(text, "\n") { // one line each
			all[part] = part
		}
	}
	return all
}

// harmless is what has become of what is hostile: no script ran, nothing is in
// the page that is not the page's own, and no link leads anywhere but to the web.
const harmless = `(() => {
	const faults = [];
	if (window.hacked !== undefined || {}.hacked !== undefined) faults.push('something ran');
	if (document.scripts.length !== 1) faults.push(document.scripts.length + ' scripts');
	for (const e of document.querySelectorAll('main *, header *, dialog *')) {
		if (!/^(DIV|SPAN|MARK|A|B|EM|I|SECTION|HEADER|FOOTER|FORM|H[1-4]|SMALL|BUTTON|SELECT|OPTION|CANVAS|TABLE|THEAD|TBODY|TR|TH|TD|DL|DT|DD|PRE|P|NAV|UL|LI|KBD|INPUT|LABEL)$/.test(e.tagName)) faults.push('a ' + e.tagName);
		if (/^(B|I|EM|P|FORM|INPUT|SELECT|BUTTON)$/.test(e.tagName) && e.closest('#log')) faults.push('a ' + e.tagName + ' in the log');
		for (const a of e.attributes) if (/^on|^srcdoc|^formaction/.test(a.name)) faults.push(a.name + ' of a ' + e.tagName);
	}
	for (const a of document.links) if (!/^https?:/.test(a.href) || a.rel !== 'noopener noreferrer') faults.push('a link to ' + a.href);
	return [...new Set(faults)].join('; ');
})()`

func TestHostileLines(t *testing.T) {
	t.Parallel()
	lines := hostile()
	if len(lines) < 220 {
		t.Fatalf("only %d lines", len(lines))
	}
	var text strings.Builder
	want := map[string]bool{}
	for line, shown := range lines {
		want[shown] = true
		if !strings.Contains(line, "\x00") { // which at its beginning makes a file look binary
			text.WriteString(line + "\n")
		}
	}
	for line := range lines {
		if strings.Contains(line, "\x00") {
			text.WriteString(line + "\n")
		}
	}
	s := serveLog(t, filepath.Join(t.TempDir(), "<img src=x onerror=hacked=1>.log"), text.String())
	p := s.open(look{})
	p.shows("a␀b␁c␡d") // the last one
	p.keys("k")
	// Each line is looked at, and its record opened, as a user would.
	got := eval[[]string](p, `(async () => {
		const log = document.getElementById('log');
		const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		const texts = new Set();
		for (let top = 0; ; top += 200) {
			log.scrollTop = top;
			do await frames(); while (!`+rows+`.length);
			for (const row of `+rows+`) {
				if (texts.has(row.textContent)) continue;
				texts.add(row.textContent);
				row.click();
				row.click();
				const dialog = document.querySelector('dialog[open]');
				if (!dialog?.textContent.includes(row.textContent)) texts.add('no record of ' + row.textContent);
				dialog?.close();
			}
			if (top + log.clientHeight >= log.scrollHeight) return [...texts];
		}
	})()`)
	for _, text := range got {
		if !want[text] {
			t.Errorf("there is %q", text)
		}
		delete(want, text)
	}
	for text := range want {
		t.Errorf("there is no %q", text)
	}
	if faults := eval[string](p, harmless); faults != "" {
		t.Error(faults)
	}
	p.says("names", "<img src=x onerror=hacked=1>.log")
	p.keys("/hacked\r") // what is marked is no markup either
	p.waits("document.querySelector('#log mark')")
	p.says("found", "/hacked")
	if faults := eval[string](p, harmless); faults != "" {
		t.Error(faults)
	}
}

// Names are hostile, too: of keys, members, fields, filters and those who post.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	r := redistest.Start(t)
	r.Do("ZADD", "<script>hacked=1</script>", "7", "<img src=x onerror=hacked=1>", "5", "\x1b[31m\u202e<b>")
	r.Do("ZADD", "stats:<svg onload=hacked=1>", "1", `{"</script><script>hacked=1</script>":5,"__proto__":{"hacked":1}}`)
	r.Do("HSET", "<u>", "<i>", "<s>")
	s := serve(t, 3, "--with", r.URL+"?keys="+url.QueryEscape("*"), "--filter", "not <b>nothing</b>")
	p := s.open(look{noise: "status of 400"})
	p.waits(graph)
	p.waits("document.getElementById('tables').textContent.includes('<img src=x onerror=hacked=1>')")
	p.waits("document.getElementById('tables').textContent.includes('<script>hacked=1</script>')")
	p.waits("document.getElementById('graphs').textContent.includes('stats:<svg onload=hacked=1>')")
	p.says("filters", "not <b>nothing</b>")
	p.keys("&not <img src=x onerror=hacked=1>\r")
	p.says("filters", "not <img src=x onerror=hacked=1>")
	p.keys("&/(</b\r")
	p.waits("document.getElementById('said').textContent") // what is wrong with it
	p.press("post")
	p.fill("from", "x")
	p.fill("line", "</script><script>hacked=1</script>")
	p.keys("\r")
	p.waits("!" + dialog)
	if faults := eval[string](p, harmless); faults != "" {
		t.Error(faults)
	}
}

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
}

// What would run all the same, the browser refuses: the policy holds in the page.
func TestPolicyHolds(t *testing.T) {
	t.Parallel()
	s := serve(t, 3)
	p := open(t, s.link, look{noise: `Content Security Policy|This document requires .Trusted`}).connected()
	if got := eval[string](p, `(async () => {
		const tried = (f) => { try { f(); return 'done'; } catch (e) { return e.name; } };
		const script = document.createElement('script');
		const image = document.createElement('img');
		const refused = new Promise((done) => { image.onerror = () => done('refused'); image.onload = () => done('loaded'); });
		image.src = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>';
		document.body.append(image);
		return [tried(() => { document.body.innerHTML = '<b>'; }), tried(() => { script.text = 'hacked = 1'; document.head.append(script); }), String(window.hacked), await refused].join();
	})()`); got != "TypeError,TypeError,undefined,refused" {
		t.Errorf("the page could do what it may not: %s", got)
	}
}
