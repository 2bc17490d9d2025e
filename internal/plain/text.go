// Package plain writes the store's log to standard output, for pipes and
// files. It reads like every other reader, through the store, but asks it to
// hold: not a byte may be lost on the way to the next program.
//
// Lines go out exactly as their source has them. What rtwatch itself has to
// say (notices) goes to the other stream.
package plain

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// Options say where output goes and how.
type Options struct {
	Out     io.Writer    // lines
	Err     io.Writer    // notices
	JSON    bool         // an object a line, see package record
	Headers bool         // name each source before its lines, as tail does; else only from a second one on
	Halves  bool         // write a half line at once: there is only one source
	Samples bool         // write the numbers too, a line for each time
	Query   *query.Query // write only the records that it matches; nil: all
}

// text writes lines byte for byte. Without Halves, a line that comes in
// several pieces is held back until it is whole or longer than a store's
// MaxLine, so that sources do not tear each other's lines.
type text struct {
	Options
	out  *bufio.Writer
	last string            // source of the last byte written
	end  byte              // the last byte written
	half map[string][]byte // lines that are not whole yet
	row  []byte            // a row of samples
}

func newText(o Options) *text {
	return &text{Options: o, out: bufio.NewWriterSize(o.Out, bufferSize), half: map[string][]byte{}}
}

func (w *text) piece(p store.Piece) error {
	data, begins := p.Data, p.Head == 0
	if !w.Halves {
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
			whole := bytes.LastIndexByte(data, '\n') + 1
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
	case w.last == "" && w.Headers:
		fmt.Fprintf(w.out, "==> %s <==\n", line.CleanString(source))
	case w.last != "" && source != w.last:
		fmt.Fprintf(w.out, "\n==> %s <==\n", line.CleanString(source))
	case begins && w.end != '\n' && w.last != "":
		// The last line's input ended without a newline.
		w.out.WriteByte('\n')
	}
	w.last, w.end = source, data[len(data)-1]
	_, err := w.out.Write(data)
	return err
}

// samples writes a row for the samples of each time: the time, then
// name=value, in logfmt. Their units are in the JSON output.
func (w *text) samples(p store.Piece) error {
	for all := p.Samples; len(all) > 0; {
		n := 1
		for n < len(all) && all[n].At.Equal(all[0].At) {
			n++
		}
		w.row = append(w.row[:0], "time="...)
		w.row = sampled(all[0], p).AppendFormat(w.row, time.RFC3339)
		for _, x := range all[:n] {
			w.row = append(append(append(w.row, ' '), line.CleanString(x.Series)...), '=')
			w.row = strconv.AppendFloat(w.row, x.Value, 'f', -1, 64)
		}
		if err := w.write(p.Source, append(w.row, '\n'), true); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// sampled is the time of a sample: its own, or that of its arrival.
func sampled(x source.Sample, p store.Piece) time.Time {
	if x.At.IsZero() {
		return p.At
	}
	return x.At
}

func (w *text) flush() error { return w.out.Flush() }

// finish writes the lines that did not become whole, by their sources' names.
func (w *text) finish() error {
	for _, source := range slices.Sorted(maps.Keys(w.half)) {
		if err := w.write(source, w.half[source], true); err != nil {
			return err
		}
	}
	return w.out.Flush()
}
