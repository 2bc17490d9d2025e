//go:build unix

package static_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Of a million lines the page holds some thousands, wherever one looks.
func TestScrollsThroughAMillion(t *testing.T) {
	t.Parallel()
	s := serve(t, 1_000_000)
	p := s.open(look{})
	p.says("counters", "1\u202f000\u202f000 lines")
	const first = "(+/line (\\d+)/.exec(" + drawn + "[0].textContent)[1])"
	// As fast as one viewer may have pages of the past for so long.
	eval[any](p, `window.most = 0; window.scroll = (to) => { document.getElementById('log').scrollTop = to ? 1e9 : 0; };
		window.back = (to) => { clearInterval(window.timer); window.timer = setInterval(() => {
			most = Math.max(most, `+drawn+`.length, document.getElementById('log').scrollHeight / 18 / 100);
			scroll(to);
		}, 160); }; 0`)
	heap := func() float64 { return eval[float64](p, "gc(), performance.memory.usedJSHeapSize / 2**20") }
	p.keys("k")
	eval[any](p, "back(0), 0")
	p.waits(first + " < 970000") // more than is held
	early := heap()
	for _, place := range []struct{ key, line, beyond string }{
		{":2026-11-22T09:08:20Z\r", "line 500000 took", first + " < 490000"},
		{"g", "line 0 took", first + " === 0"},
	} {
		eval[any](p, "clearInterval(timer), 0")
		p.keys(place.key)
		p.shows(place.line)
		eval[any](p, "back(0), 0")
		p.waits(place.beyond)
	}
	eval[any](p, "back(1), 0") // and forth
	p.waits(first + " > 10000")
	late := heap()
	if most := eval[float64](p, "clearInterval(timer), most"); most > 250 {
		t.Errorf("there were %.0f rows, or hundreds of lines, in the page", most)
	}
	if late > early+8 {
		t.Errorf("the heap grew from %.1f to %.1f MiB", early, late)
	}
	t.Logf("heap %.1f MiB, then %.1f", early, late)
	p.keys("G")
	p.shows("line 999999 took")
}

// Who jumps through the past fast waits for no graph of where he was: an address may
// ask a few times a second only, and the log asks, too.
func TestJumpsAskForOneGraphAtATime(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 3600 {
		at := time.Date(2026, 11, 22, 9, 0, i, 0, time.UTC).Format(time.RFC3339)
		fmt.Fprintf(&text, "%s INFO line %d took %dms of %dms\n", at, i, i%97, i%89)
	}
	s := serveLog(t, filepath.Join(t.TempDir(), "shop.log"), text.String(), "--graph", `/took (\d+)ms/`, "--graph", `/of (\d+)ms/`)
	p := s.open(look{before: `window.asked = new Set(); window.held = []; window.fetch = ((fetch) => async (url, ...more) => {
		const name = /series\?.*name=([^&]*)/.exec(url)?.[1];
		if (name && asked.add(name)) await new Promise((go) => held.push(go));
		return fetch(url, ...more);
	})(window.fetch)`, noise: `status of 429`}).connected()
	p.waits(coloured + "(" + graph + ") > 0.8")
	for i, place := range []string{"09:05", "09:25", "09:45"} {
		p.keys(":" + place + "\r")
		p.at(fmt.Sprint("line ", 300+i*1200))
		p.waits("held.length")
		if asked := eval[int](p, "asked.size"); asked != 1 {
			t.Errorf("at %s %d series are asked for at once", place, asked)
		}
	}
	p.waits("held.splice(0).forEach((go) => go()), asked.size === 8")
	p.waits("held.splice(0).forEach((go) => go()), " + coloured + "(" + graph + ") > 0.8")
}
