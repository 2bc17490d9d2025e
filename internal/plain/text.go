// Package plain writes the store's log to standard output, for pipes and
// files. It reads like every other reader, through the store, but asks it to
// hold: not a byte may be lost on the way to the next program.
//
// Lines go out exactly as their source has them. What rtwatch itself has to
// say (notices) goes to the other stream.
package plain

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// Options say where output goes and how.
type Options struct {
	Out     io.Writer // lines
	Err     io.Writer // notices
	JSON    bool      // an object a line, see record
	Headers bool      // name the source before its lines, as tail does for several files
	Samples bool      // write the numbers too, a line for each time
}

// bufferSize gathers small pieces, which would cost a system call each; large
// ones go through without a copy.
const bufferSize = 32 << 10

// text writes lines byte for byte. With Headers, a line that comes in several
// pieces is held back until it is whole or longer than a store's MaxLine, so
// that sources do not tear each other's lines.
type text struct {
	Options
	out  *bufio.Writer
	last string            // source of the last byte written
	end  byte              // the last byte written
	half map[string][]byte // with Headers: lines that are not whole yet
}

func newText(o Options) *text {
	return &text{Options: o, out: bufio.NewWriterSize(o.Out, bufferSize), half: map[string][]byte{}}
}

func (w *text) piece(p store.Piece) error {
	data, begins := p.Data, p.Head == 0
	if w.Headers {
		if half, ok := w.half[p.Source]; ok {
			delete(w.half, p.Source)
			if begins {
				if err := w.write(p.Source, half, true); err != nil {
					return err
				}
			} else {
				data, begins = append(half, data...), true
			}
		}
		if p.Open {
			whole := lineStart(data)
			if len(data)-whole <= store.MaxLine && (whole > 0 || begins) {
				w.half[p.Source] = append([]byte(nil), data[whole:]...)
				data = data[:whole]
			}
		}
	}
	return w.write(p.Source, data, begins)
}

// write writes data of a source; begins says that it starts a new line.
func (w *text) write(source string, data []byte, begins bool) error {
	if len(data) == 0 {
		return nil
	}
	switch {
	case w.Headers && source != w.last:
		gap := "\n"
		if w.last == "" {
			gap = ""
		}
		fmt.Fprintf(w.out, "%s==> %s <==\n", gap, clean(source))
	case begins && w.end != '\n' && w.last != "":
		// The last line's input ended without a newline.
		w.out.WriteByte('\n')
	}
	w.last, w.end = source, data[len(data)-1]
	_, err := w.out.Write(data)
	return err
}

// sample writes one line: the time, then name=value for each series.
func (w *text) sample(at time.Time, series []store.Series) error {
	fmt.Fprintf(w.out, "time=%s", at.Format(time.RFC3339))
	for _, x := range series {
		fmt.Fprintf(w.out, " %s=%s%s", clean(x.Name), strconv.FormatFloat(x.Last.Value, 'f', -1, 64), x.Unit)
	}
	return w.out.WriteByte('\n')
}

func (w *text) flush() error { return w.out.Flush() }

// finish writes the lines that did not become whole.
func (w *text) finish() error {
	for source, half := range w.half {
		if err := w.write(source, half, true); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

// lineStart returns where the last, unfinished line of data begins.
func lineStart(data []byte) int {
	for i := len(data); i > 0; i-- {
		if data[i-1] == '\n' {
			return i
		}
	}
	return 0
}

func clean(s string) string {
	return string(line.Clean(nil, []byte(s), line.CleanOptions{}))
}
