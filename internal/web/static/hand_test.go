//go:build unix

package static_test

import (
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// aim returns the middle of an element. What is pressed then and is not in the
// element does nothing; struck is whether it was clicked.
const aim = `((e) => {
	window.aimed?.abort();
	window.aimed = new AbortController();
	window.struck = false;
	if (!e) return [];
	for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
		addEventListener(type, (event) => {
			if (!e.contains(event.target)) {
				event.stopImmediatePropagation();
				event.preventDefault();
			} else if (type === 'click') window.struck = true;
		}, {capture: true, signal: aimed.signal});
	}
	e.scrollIntoView({block: 'nearest', inline: 'nearest'});
	const {x, y, width, height} = e.getBoundingClientRect();
	return [x + width / 2, y + height / 2];
})`

// click presses the mouse in the middle of what an expression finds, anew if that
// has moved meanwhile.
func (p *tab) click(found string) {
	p.t.Helper()
	until(p.t, func() string {
		p.waits(found)
		at := eval[[]float64](p, aim+"("+found+")")
		if len(at) == 0 {
			return found + " went away"
		}
		if err := chromedp.Do(p.ctx, chromedp.MouseClickXY(at[0], at[1])); err != nil {
			p.t.Fatal(err)
		}
		if !eval[bool](p, "aimed.abort(), struck") {
			return found + " was not struck"
		}
		return ""
	})
}

// press clicks the button, or the field, whose name has a part.
func (p *tab) press(name string) {
	p.t.Helper()
	p.click(control + "(" + quote(name) + ")")
}

// fill writes a text into the field of a name.
func (p *tab) fill(name, text string) {
	p.t.Helper()
	p.press(name)
	p.waits(fmt.Sprintf("document.activeElement === %s(%s)", control, quote(name)))
	eval[any](p, "document.activeElement.select(); 0")
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.t.Fatal(err)
	}
}

// choose takes an option of a choice: its list is not the page's, and cannot be
// clicked here.
func (p *tab) choose(name, value string) {
	p.t.Helper()
	p.waits(control + "(" + quote(name) + ")")
	eval[any](p, fmt.Sprintf(`((e) => {
		e.value = %s;
		e.dispatchEvent(new Event('input', {bubbles: true}));
		e.dispatchEvent(new Event('change', {bubbles: true}));
	})(%s(%s)), 0`, quote(value), control, quote(name)))
}

// special are the keys that write no sign.
var special = map[rune]input.DispatchKeyEventParams{
	'\r':   {Key: "Enter", Text: "\r", WindowsVirtualKeyCode: 13},
	'\t':   {Key: "Tab", WindowsVirtualKeyCode: 9},
	'\x1b': {Key: "Escape", WindowsVirtualKeyCode: 27},
	'→':    {Key: "ArrowRight", WindowsVirtualKeyCode: 39},
	'←':    {Key: "ArrowLeft", WindowsVirtualKeyCode: 37},
}

// keys presses keys, one event each as of a real keyboard, so that a key that
// the page takes writes nothing.
func (p *tab) keys(keys string) {
	p.t.Helper()
	for _, r := range keys {
		key, ok := special[r]
		if !ok {
			key = input.DispatchKeyEventParams{Key: string(r), Text: string(r)}
		}
		key.Type = input.DispatchKeyEventTypeKeyDown
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, key); err != nil {
			p.t.Fatal(err)
		}
		key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, key); err != nil {
			p.t.Fatal(err)
		}
	}
}
