package terminal

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/hinshun/vt10x"

	"github.com/rtwatch/rtwatch/internal/line"
)

// textFrame is a frame of rows of ASCII.
func textFrame(width int, rows ...string) *Frame {
	f := &Frame{Width: width, Height: len(rows)}
	for _, r := range rows {
		f.Text = fmt.Appendf(f.Text, "%-*.*s", width, width, r)
		f.Ends, f.Drift = append(f.Ends, len(f.Text)), append(f.Drift, NoDrift)
	}
	return f
}

// shows returns what the emulator shows, without trailing blanks.
func shows(vt vt10x.Terminal) []string {
	rows := strings.Split(vt.String(), "\n")
	for i, r := range rows {
		rows[i] = strings.TrimRight(r, " \x00")
	}
	return rows
}

// Whatever frames follow each other, the terminal shows the last one.
func TestPainterAgainstEmulator(t *testing.T) {
	for _, scroll := range []bool{true, false} {
		rng := rand.New(rand.NewPCG(1, 2))
		width, height := 20, 12
		vt := vt10x.New(vt10x.WithSize(width, height))
		p := newPainter(scroll)
		next := 0
		rows := make([]string, height)
		for n := range 2000 {
			f := &Frame{}
			switch rng.IntN(6) {
			case 0, 1, 2: // a part of the rows moves
				top := rng.IntN(height)
				bottom := top + rng.IntN(height-top) + 1
				by := rng.IntN(2*height) - height
				moved := make([]string, height)
				copy(moved, rows)
				for i := top; i < bottom; i++ {
					if from := i + by; from >= top && from < bottom {
						moved[i] = rows[from]
					} else {
						moved[i] = fmt.Sprint("row ", next)
						next++
					}
				}
				rows = moved
			case 3:
				rows[rng.IntN(height)] = strings.Repeat("x", rng.IntN(width+1))
			case 4:
				f.Redraw = rng.IntN(10) == 0
			case 5:
				if rng.IntN(20) == 0 {
					width, height = 10+rng.IntN(20), 3+rng.IntN(12)
					vt.Resize(width, height)
					rows = append(rows, make([]string, height)...)[:height]
				}
			}
			redraw := f.Redraw
			f = textFrame(width, rows...)
			f.Redraw, f.Sync = redraw, n%2 == 0
			out := p.paint(f)
			if _, err := vt.Write(out); err != nil {
				t.Fatal(err)
			}
			got := shows(vt)
			for i := range rows {
				if got[i] != strings.TrimRight(string(f.Row(i)), " ") {
					t.Fatalf("step %d, row %d shows %q, want %q; wrote %q", n, i, got[i], f.Row(i), out)
				}
			}
			if out := p.paint(f); len(out) > 0 && !redraw {
				t.Fatalf("step %d: the same frame again wrote %q", n, out)
			}
		}
	}
}

// The emulator takes a wide rune for one column, as some terminals do with some
// emoji. The border stands in its column all the same, and nothing of the frame
// before is left between.
func TestPainterDrift(t *testing.T) {
	vt := vt10x.New(vt10x.WithSize(20, 2))
	p := newPainter(true)
	for _, text := range []string{strings.Repeat("x", 18), "日本語", "日本語日本語日本語", "short"} {
		f := &Frame{Width: 20, Height: 2}
		for range 2 {
			row := "|" + text + strings.Repeat(" ", 18-line.Width([]byte(text)))
			f.Drift = append(f.Drift, len(row))
			f.Text = append(f.Text, row+"|"...)
			f.Ends = append(f.Ends, len(f.Text))
		}
		if _, err := vt.Write(p.paint(f)); err != nil {
			t.Fatal(err)
		}
		for i, row := range shows(vt)[:2] {
			want := []rune("|" + text)
			for len(want) < 19 {
				want = append(want, ' ')
			}
			if row != string(want)+"|" {
				t.Errorf("%q: row %d shows %q", text, i, row)
			}
		}
	}
}

func TestPainterScrollsCheaply(t *testing.T) {
	for _, c := range []struct {
		name string
		by   int
		most int // bytes
	}{{"same", 0, 0}, {"one row", 1, 150}, {"ten rows", 10, 1100}, {"one row back", -1, 150}} {
		t.Run(c.name, func(t *testing.T) {
			p := newPainter(true)
			p.paint(logFrame(100, 40, 100))
			if n := len(p.paint(logFrame(100, 40, 100+c.by))); n > c.most {
				t.Errorf("%d bytes, want at most %d", n, c.most)
			}
		})
	}
}

// logFrame is a frame like that of a log, with numbered lines from first on.
func logFrame(width, height, first int) *Frame {
	rows := make([]string, height)
	for i := range rows {
		rows[i] = fmt.Sprintf("09:41:07 line %d of this log has some text, and a number or two", first+i)
	}
	rows[0], rows[height-1] = " title", " status"
	return textFrame(width, rows...)
}

// BenchmarkPaint compares what it costs to bring a frame of a log to the
// terminal, by rows and by the cells of ultraviolet, which Bubble Tea uses.
func BenchmarkPaint(b *testing.B) {
	const width, height = 160, 50
	for _, c := range []struct {
		name string
		by   int
	}{{"same", 0}, {"scroll by 1", 1}, {"all new", 1000}} {
		frames := make([]*Frame, 16)
		for i := range frames {
			frames[i] = logFrame(width, height, 10_000+i*c.by)
		}
		b.Run("rows/"+c.name, func(b *testing.B) {
			b.ReportAllocs()
			p, n := newPainter(true), 0
			for i := 0; b.Loop(); i++ {
				n += len(p.paint(frames[i%len(frames)]))
			}
			b.ReportMetric(float64(n)/float64(b.N), "bytes/frame")
		})
		b.Run("cells/"+c.name, func(b *testing.B) {
			b.ReportAllocs()
			var n counter
			r := uv.NewTerminalRenderer(&n, []string{"TERM=xterm-256color"})
			r.SetFullscreen(true)
			r.SetRelativeCursor(false)
			r.SetScrollOptim(true)
			buf := uv.NewScreenBuffer(width, height)
			texts := make([]string, len(frames))
			for i, f := range frames {
				rows := make([]string, height)
				for k := range rows {
					rows[k] = string(f.Row(k))
				}
				texts[i] = strings.Join(rows, "\n")
			}
			for i := 0; b.Loop(); i++ {
				buf.Clear()
				uv.NewStyledString(texts[i%len(texts)]).Draw(buf, buf.Bounds())
				r.Render(buf.RenderBuffer)
				if err := r.Flush(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/float64(b.N), "bytes/frame")
		})
	}
}

type counter int

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
