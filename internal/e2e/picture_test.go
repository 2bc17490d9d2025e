package e2e

import (
	"flag"
	"fmt"
	"html"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

var pictures = flag.Bool("pictures", false, "write the pictures of README")

// TestPictures takes README's pictures of the real program: make pictures.
func TestPictures(t *testing.T) {
	if !*pictures {
		t.Skip("only when asked for: make pictures")
	}
	docs, err := filepath.Abs(filepath.Join("..", "..", "docs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir()) // for short names on the screen
	pictureOfSearch(t, filepath.Join(docs, "search.svg"))
	pictureOfShare(t, filepath.Join(docs, "share.svg"))
	pictureOfScreen(t, filepath.Join(docs, "screen.svg"))
}

// pictureOfShare shows the link for others and its QR code.
func pictureOfShare(t *testing.T, picture string) {
	t.Setenv("RTWATCH_TOKEN", "an-example-of-a-token-that-opens-nothing")
	appendTo(t, "shop.log", numbered(0, 30))
	tm := open(t, 100, 24, nil, "tail", "--http", "127.0.0.1:8080", "--http-host", "https://logs.example", "shop.log")
	tm.shows(" lines")
	tm.keys("o")
	tm.shows("y copies it", "▀")
	tm.picture(picture)
	tm.keys("q")
	tm.hides("#token")
	tm.keys("q")
	tm.exits(0)
}

// pictureOfScreen shows the log of a shop as it comes, a number of its lines and
// the machine's processors over the same time, and the time cursor in all of them.
func pictureOfScreen(t *testing.T, picture string) {
	appendTo(t, "shop.log", "")
	tm := open(t, 140, 42, nil, "tail", "--with", "iostat", "--graph", "dur", "--threshold", "dur=2s", "--filter", "!cache", "--layout", "log,table,graphs", "shop.log")
	tick := time.NewTicker(80 * time.Millisecond)
	defer tick.Stop()
	r := rand.New(rand.NewPCG(2, 2))
	say := func(format string, values ...any) {
		appendTo(t, "shop.log", time.Now().UTC().Format("2006-01-02T15:04:05.000Z ")+fmt.Sprintf(format, values...)+"\n")
	}
	for i := range 600 {
		now := <-tick.C
		slow := i > 330 && i < 430
		switch {
		case slow && i%25 == 0:
			say(`ERROR payment  no answer from the bank order=%d dur=%dms error="connection reset by peer"`, 8800+i, 3000+r.IntN(500))
		case slow && i%4 == 0:
			say("WARN  payment  slow answer from the bank order=%d dur=%dms", 8800+i, 900+r.IntN(1500))
		case i%9 == 0:
			say("DEBUG cache    hit key=item:%d", i)
		case i%7 == 0:
			say("INFO  payment  authorised order=%d amount=%d.%02d EUR dur=%dms", 8800+i, 5+r.IntN(200), r.IntN(100), 120+r.IntN(160))
		case slow && i%3 == 0:
			say("WARN  pool     no free connection to bank.example, waiting")
		default:
			say(`INFO  http     "GET /items/%d" 200 %dms ip=10.4.%d.%d`, r.IntN(900), 2+r.IntN(60), r.IntN(10), r.IntN(255))
		}
		for slow && time.Since(now) < 40*time.Millisecond { // so that the processor has something to show
		}
	}
	tm.shows(" lines")
	for _, step := range []struct{ keys, shows string }{
		{"E", "no answer"}, {"E", "no answer"}, {"kkk", "scrolled"},
	} {
		tm.keys(step.keys)
		tm.shows(step.shows)
	}
	tm.picture(picture)
	tm.keys("q")
	tm.exits(0)
}

// pictureOfSearch shows a filter, a search and the histogram over an hour of a
// shop that has a bad quarter of it.
func pictureOfSearch(t *testing.T, picture string) {
	var text strings.Builder
	r := rand.New(rand.NewPCG(1, 1))
	for at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC); at.Minute() < 59; {
		busy := 2 + math.Sin(float64(at.Unix())/400) + math.Sin(float64(at.Unix())/90)/2
		at = at.Add(time.Duration(float64(r.IntN(60))/busy) * time.Millisecond)
		stamp := at.Format("2006-01-02T15:04:05.000Z07:00")
		bad := at.Minute() >= 31 && at.Minute() < 43 && r.IntN(5) == 0
		switch order := 8000 + r.IntN(2000); {
		case bad && r.IntN(3) == 0:
			fmt.Fprintf(&text, "%s ERROR payment   no answer from the bank order=%d after=%dms\n", stamp, order, 3000+r.IntN(2000))
			fmt.Fprintf(&text, "java.net.SocketTimeoutException: connect timed out\n\tat shop.payment.Bank.call(Bank.java:118)\n\tat shop.payment.Payment.run(Payment.java:40)\n")
		case bad:
			fmt.Fprintf(&text, "%s WARN  payment   slow answer from the bank order=%d dur=%dms\n", stamp, order, 900+r.IntN(2000))
		case r.IntN(4) == 0:
			fmt.Fprintf(&text, "%s DEBUG cache     hit key=order:%d age=%ds\n", stamp, order, r.IntN(300))
		default:
			fmt.Fprintf(&text, "%s INFO  http      GET /orders/%d 200 %dms ip=10.4.%d.%d\n", stamp, order, 2+r.IntN(60), r.IntN(10), r.IntN(255))
		}
	}
	appendTo(t, "payments.log", text.String())
	tm := open(t, 110, 32, nil, "tail", "payments.log")
	tm.shows(" lines", "log")
	for _, step := range []struct{ keys, shows string }{
		{":09:38\r", "T09:38"}, {"i", "records each"}, {"4", "level ≥ warn"}, {"/Bank.call\r", "Bank.call"}, {"N", "Bank.call"},
	} {
		tm.keys(step.keys)
		tm.shows(step.shows)
	}
	until(t, "all is counted", tm.text, func() bool {
		text := strings.TrimSpace(tm.text())
		status := text[strings.LastIndexByte(text, '\n')+1:]
		return strings.Contains(status, " records") && !strings.Contains(status, "searching") &&
			!strings.Contains(text, "counting")
	})
	tm.picture(picture)
	tm.keys("q")
	tm.exits(0)
}

// picture writes what the screen shows, once no frame is being drawn.
func (tm *terminal) picture(path string) {
	written, still := -1, 0
	until(tm.tb, "the screen is still", tm.text, func() bool {
		if n := tm.written(); n != written {
			written, still = n, 0
		}
		still++
		return still > 20
	})
	if err := os.WriteFile(path, []byte(tm.svg()), 0o644); err != nil {
		tm.tb.Fatal(err)
	}
}

// Cells of the picture, in pixels: those of a monospace font of 13.
const cellWidth, cellHeight = 7.83, 17

// svg draws the screen, cell by cell, runs of one style as one text.
func (tm *terminal) svg() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	cols, rows := tm.screen.Size()
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="13">`+"\n",
		int(float64(cols)*cellWidth)+16, rows*cellHeight+16)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", background)
	for y := range rows {
		for x := 0; x < cols; {
			style := tm.screen.Cell(x, y)
			first := x
			var text strings.Builder
			for ; x < cols; x++ {
				c := tm.screen.Cell(x, y)
				if c.FG != style.FG || c.BG != style.BG || c.Mode != style.Mode {
					break
				}
				text.WriteRune(max(c.Char, ' '))
			}
			drawRun(&out, first, y, style, text.String())
		}
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// drawRun draws a run of cells of one style.
func drawRun(out *strings.Builder, x, y int, style vt10x.Glyph, text string) {
	const bold = 4                               // vt10x's bit
	fg, bg := colour(style.FG), colour(style.BG) // reversed by vt10x where they are
	left, top, width := 8+float64(x)*cellWidth, 8+y*cellHeight, float64(len([]rune(text)))*cellWidth
	if bg != background {
		fmt.Fprintf(out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, left, top, width, cellHeight, bg)
	}
	text = drawBlocks(out, left, top, fg, text)
	if strings.TrimSpace(text) == "" {
		return
	}
	weight := ""
	if style.Mode&bold != 0 {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(out, `<text x="%.1f" y="%d" textLength="%.1f" fill="%s"%s xml:space="preserve">%s</text>`+"\n",
		left, top+13, width, fg, weight, html.EscapeString(text))
}

// drawBlocks draws the halves of cells that are filled, as a terminal does and
// fonts do not: without seams. It returns the text without them.
func drawBlocks(out *strings.Builder, left float64, top int, fill, text string) string {
	rest := []rune(text)
	for from := 0; from < len(rest); {
		to := from + 1
		for to < len(rest) && rest[to] == rest[from] {
			to++
		}
		y, height := top, cellHeight
		switch rest[from] {
		case '█':
		case '▀':
			height = cellHeight / 2
		case '▄':
			y, height = top+cellHeight/2, cellHeight-cellHeight/2
		default:
			from = to
			continue
		}
		fmt.Fprintf(out, `<rect x="%.2f" y="%d" width="%.2f" height="%d" fill="%s" shape-rendering="crispEdges"/>`+"\n",
			left+float64(from)*cellWidth, y, float64(to-from)*cellWidth, height, fill)
		for ; from < to; from++ {
			rest[from] = ' '
		}
	}
	return string(rest)
}

const foreground, background = "#d4d4d4", "#16181d"

// colour is a terminal's colour in SVG: 16 of the theme, the cube and greys of
// xterm, or 24 bits.
func colour(c vt10x.Color) string {
	theme := []string{
		"#16181d", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d4d4d4",
		"#7f848e", "#ff7b86", "#b5e890", "#ffd68a", "#7cc4ff", "#e08fff", "#6fd6e3", "#ffffff",
	}
	level := func(n vt10x.Color) vt10x.Color {
		if n == 0 {
			return 0
		}
		return 55 + 40*n
	}
	switch {
	case c == vt10x.DefaultBG:
		return background
	case c >= 1<<24:
		return foreground
	case c < 16:
		return theme[c]
	case c < 232:
		return fmt.Sprintf("#%02x%02x%02x", level((c-16)/36), level((c-16)/6%6), level((c-16)%6))
	case c < 256:
		return fmt.Sprintf("#%02[1]x%02[1]x%02[1]x", 8+10*(c-232))
	default:
		return fmt.Sprintf("#%06x", uint32(c))
	}
}
