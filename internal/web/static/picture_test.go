//go:build unix

package static_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

var picturing = flag.Bool("pictures", false, "write the pictures of README")

// mostOfPicture is how many bytes a picture of README may have.
const mostOfPicture = 150_000

// TestPictures takes README's pictures of the real page: make pictures.
func TestPictures(t *testing.T) {
	if !*picturing {
		t.Skip("only when asked for: make pictures")
	}
	docs, err := filepath.Abs(filepath.Join("..", "..", "..", "docs"))
	if err != nil {
		t.Fatal(err)
	}
	r := redistest.Start(t)
	text := shop(r)
	dir := t.TempDir()
	source := func(name, query string) string { // names are short in the picture
		if err := os.Symlink(r.Socket(), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		return "unix://" + filepath.Join(dir, name) + query
	}
	s := serveLog(t, filepath.Join(dir, "shop.log"), text,
		"--with", source("web1", "?keys=web1&window=300&view=graphs"), "--with", source("sales", "?keys=sales&view=table"))
	sold := 0
	for _, p := range []struct {
		name string
		look look
		view string
		keys []string // and what is the current line then
	}{
		{"browser-dark", look{width: 1200, height: 760}, "", []string{"/no answer\r", "no answer", ":09:38:10\r", "09:38:10", "n", "no answer"}},
		{"browser-light", look{width: 1200, height: 760, scheme: "light"}, "filter=not+cache&level=info", nil},
		{"browser-phone", look{width: 390, height: 760}, "level=warn", nil},
	} {
		tab := openIn(browser, t, "about:blank", p.look, chromedp.WithNewBrowserContext())
		_, err := chromedp.Call(tab.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "UTC"})
		if err == nil {
			err = chromedp.Do(tab.ctx, chromedp.Navigate(s.with(p.view)))
		}
		if err != nil {
			t.Fatal(err)
		}
		tab.connected()
		tab.waits(coloured + "(" + graph + ") > 0.8")
		tab.waits(coloured + "(" + volume + ") > 0.15") // where lines are warnings, a fifth
		for range 9 {                                   // so that there is a trend
			for k, item := range []string{"tea pot", "kettle", "mug", "tray", "spoon"} {
				sold++
				r.Do("ZINCRBY", "sales", fmt.Sprint(sold*(k+3)%11), item)
			}
			tab.waits(fmt.Sprintf("document.getElementById('tables').textContent.includes('spoon%v')", r.Do("ZSCORE", "sales", "spoon")))
		}
		for i := 0; i < len(p.keys); i += 2 {
			tab.keys(p.keys[i])
			tab.at(p.keys[i+1])
		}
		tab.waits("!document.getElementById('counters').textContent.startsWith('0 of')")
		eval[any](tab, "new Promise((done) => requestIdleCallback(() => requestAnimationFrame(done)))")
		shot, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		small := fewColours(t, shot)
		if len(small) > mostOfPicture {
			t.Errorf("%s has %d bytes", p.name, len(small))
		}
		if err := os.WriteFile(filepath.Join(docs, p.name+".png"), small, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shop is the log of five minutes of a shop whose bank is slow for one of them;
// its machine's processors are in Redis.
func shop(r *redistest.Server) string {
	var text strings.Builder
	random := rand.New(rand.NewPCG(3, 3))
	begin := time.Date(2026, 11, 22, 9, 35, 0, 0, time.UTC)
	numbers := []string{"ZADD", "web1"}
	for at := begin; at.Before(begin.Add(5 * time.Minute)); {
		minutes := at.Sub(begin).Minutes()
		slow := minutes > 2.6 && minutes < 3.7
		at = at.Add(time.Duration(20+random.IntN(120)) * time.Millisecond)
		stamp := at.Format("2006-01-02T15:04:05.000Z ")
		order := 8000 + random.IntN(2000)
		switch n := random.IntN(20); {
		case slow && n < 2:
			fmt.Fprintf(&text, "%sERROR payment  no answer from the bank order=%d dur=%dms error=\"connection reset by peer\"\n", stamp, order, 3000+random.IntN(500))
		case slow && n < 8:
			fmt.Fprintf(&text, "%sWARN  payment  slow answer from the bank order=%d dur=%dms\n", stamp, order, 900+random.IntN(1500))
		case n < 10:
			fmt.Fprintf(&text, "%sDEBUG cache    hit key=item:%d age=%ds\n", stamp, random.IntN(900), random.IntN(300))
		case n < 13:
			fmt.Fprintf(&text, "%sINFO  payment  authorised order=%d amount=%d.%02d EUR dur=%dms\n", stamp, order, 5+random.IntN(200), random.IntN(100), 120+random.IntN(160))
		default:
			fmt.Fprintf(&text, "%sINFO  http     \"GET /items/%d\" 200 %dms ip=10.4.%d.%d\n", stamp, random.IntN(900), 2+random.IntN(60), random.IntN(10), random.IntN(255))
		}
	}
	for i := range 300 {
		wait := 3 + 2*random.Float64()
		if i > 156 && i < 222 {
			wait += 22 + 6*math.Sin(float64(i)/5)
		}
		numbers = append(numbers, fmt.Sprint(begin.Unix()+int64(i)), fmt.Sprintf(`{"t":"s%d","cpu":{"user":%.1f,"system":%.1f,"iowait":%.1f}}`,
			i, 38+14*math.Sin(float64(i)/23)+4*random.Float64(), 11+3*math.Sin(float64(i)/31)+2*random.Float64(), wait))
	}
	r.Do(numbers...)
	return text.String()
}

// fewColours is a PNG with the 256 most frequent of its colours, which is a
// third of its size.
func fewColours(t testing.TB, shot []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	often := map[color.NRGBA]int{}
	each := func(do func(x, y int, c color.NRGBA)) {
		b := from.Bounds()
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				do(x, y, color.NRGBAModel.Convert(from.At(x, y)).(color.NRGBA))
			}
		}
	}
	each(func(_, _ int, c color.NRGBA) { often[c]++ })
	var palette color.Palette
	for c := range often {
		palette = append(palette, c)
	}
	slices.SortFunc(palette, func(a, b color.Color) int { return often[b.(color.NRGBA)] - often[a.(color.NRGBA)] })
	palette = palette[:min(256, len(palette))]
	nearest := map[color.NRGBA]uint8{}
	to := image.NewPaletted(from.Bounds(), palette)
	each(func(x, y int, c color.NRGBA) {
		i, ok := nearest[c]
		if !ok {
			i = uint8(palette.Index(c))
			nearest[c] = i
		}
		to.SetColorIndex(x, y, i)
	})
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
