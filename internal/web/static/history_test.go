//go:build unix

package static_test

import "testing"

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
