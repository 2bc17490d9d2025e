package iostat

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// sink takes what a parser finds.
type sink struct {
	report func(report)
	bad    func(line []byte) // a line that was not understood
}

// layout is what the lines of a text mean at the moment.
type layout uint8

const (
	prose  layout = iota
	cpuRow        // sysstat: one line of numbers behind "avg-cpu:"
	rows          // a line a device behind "Device"
	sides         // BSD: a line a report, devices and CPU side by side
)

// text parses what iostats print for people, line by line. Every header says
// anew what follows, so that columns may come in any order and change.
//
//	avg-cpu:  %user %nice …      Device  r/s  rkB/s …          disk0       cpu
//	           0.50  0.00 …      vda    0.00   0.00 …    KB/t tps  MB/s  us sy id
//	                             ·                      21.14  37  4.88  29 14 58
//
// A report is sent as soon as it is complete: a CPU line and a BSD line at
// once, a device table at the blank line behind it, or, for FreeBSD which has
// none, when the next header comes or nothing more does.
type text struct {
	sink
	layout layout
	header []column // of the fields of a row
	nameAt int      // rows: the field with the device's name
	extra  int      // rows: FreeBSD appends the CPU's fields to the first row; where they begin
	owner  []int    // sides: the index in names that a field belongs to, -1 for the CPU
	names  []string // sides: the devices
	groups [][]byte // the line before, if it may be the upper half of a BSD header
	table  report   // rows: what came so far

	// The first report is the average since boot.
	skipCPU, skipDevices bool
}

// newText returns a parser. sinceBoot says that the first report is the
// average since boot, to be left out.
func newText(s sink, sinceBoot bool) *text {
	return &text{sink: s, skipCPU: sinceBoot, skipDevices: sinceBoot}
}

// input is text whose reads can be given up at a time.
type input interface {
	io.Reader
	SetReadDeadline(t time.Time) error
}

// read parses in to its end. timer gets deadlines set, in may buffer it.
func (t *text) read(in io.Reader, timer input) error {
	var s source.Splitter
	defer func() {
		if t.end(); t.groups != nil {
			t.bad(bytes.Join(t.groups, []byte{' '}))
		}
	}()
	for {
		n, err := in.Read(s.Space())
		s.Wrote(n)
		if b, ok := s.Take(); ok {
			t.block(b)
		}
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			t.end()
		default:
			if b, ok := s.Flush(false); ok {
				t.block(b)
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		var wake time.Time
		if t.layout == rows && len(t.table.devices) > 0 {
			wake = time.Now().Add(quietAfter)
		}
		_ = timer.SetReadDeadline(wake) // without it a table waits for the next header
	}
}

// block takes the lines of b. A line too long for one block is none of iostat's.
func (t *text) block(b source.Block) {
	data := b.Data[b.Head:]
	for len(data) > 0 {
		line, rest, whole := bytes.Cut(data, []byte{'\n'})
		if data = rest; !whole && b.Open {
			t.bad(line)
			return
		}
		t.line(clean(line))
	}
}

// line takes one line, without its end.
func (t *text) line(line []byte) {
	fields := bytes.Fields(line)
	if len(fields) > maxColumns {
		t.bad(line)
		return
	}
	groups := t.groups
	t.groups = nil
	switch {
	case len(fields) == 0:
		t.end()
	case string(fields[0]) == "avg-cpu:":
		t.end()
		t.layout, t.header = cpuRow, columnsOf(fields[1:])
	case t.deviceHeader(fields):
	case isLowerHeader(fields):
		t.end()
		if t.layout = sides; !t.pair(groups, fields) {
			t.layout = prose
			t.bad(line)
		}
		groups = nil
	case t.layout == cpuRow:
		t.cpu(fields, line)
	case t.layout == rows:
		t.row(fields, line)
	case t.layout == sides && allNumbers(fields):
		t.side(fields, line)
	case isBanner(line):
	case allNumbers(fields):
		t.bad(line)
	default:
		t.groups = cloned(fields)
	}
	if groups != nil {
		t.bad(bytes.Join(groups, []byte{' '}))
	}
}

// end ends a table of devices.
func (t *text) end() {
	if t.layout != rows {
		return
	}
	if !t.skipDevices {
		t.table.table = true
		t.report(t.table)
	}
	t.layout, t.table, t.skipDevices = prose, report{}, false
}

// cpu takes sysstat's CPU line.
func (t *text) cpu(fields [][]byte, line []byte) {
	t.layout = prose
	v, ok := fill(t.header, fields)
	switch {
	case !ok:
		t.bad(line)
	case !t.skipCPU:
		t.report(report{cpu: v, hasCPU: true})
	}
	t.skipCPU = false
}

// deviceHeader takes the header of a table with a line a device.
func (t *text) deviceHeader(fields [][]byte) bool {
	at := slices.IndexFunc(fields, func(f []byte) bool {
		return string(f) == "Device" || string(f) == "Device:" || string(f) == "device"
	})
	if at < 0 || len(fields) < 2 || slices.ContainsFunc(fields, isNumber) || isBanner(bytes.Join(fields, []byte{' '})) {
		return false
	}
	t.end()
	t.layout, t.nameAt, t.header = rows, at, columnsOf(fields)
	t.extra = slices.IndexFunc(fields, func(f []byte) bool {
		return string(f) == "tin" || string(f) == "us"
	})
	return true
}

// row takes the line of a device. One whose numbers touch each other, having
// grown wider than their columns, has too few fields: no telling which.
func (t *text) row(fields [][]byte, line []byte) {
	header := t.header
	if t.extra > 0 && len(fields) == t.extra {
		header = header[:t.extra]
	}
	v, ok := fill(header, fields)
	if !ok && isBanner(line) {
		t.end()
		return
	}
	if !ok || len(t.table.devices) == maxDevices || !validName(string(fields[t.nameAt])) {
		t.bad(line)
		return
	}
	if v.has(idle) {
		t.table.cpu, t.table.hasCPU = v, true
	}
	t.table.devices = append(t.table.devices, device{string(fields[t.nameAt]), v})
}

func columnsOf(fields [][]byte) []column {
	all := make([]column, len(fields))
	for i, f := range fields {
		all[i] = columnOf(string(f))
	}
	return all
}

// fill reads the fields of a row.
func fill(header []column, fields [][]byte) (v values, ok bool) {
	v = noValues()
	if len(header) != len(fields) {
		return v, false
	}
	for i, c := range header {
		if !v.put(c, fields[i]) {
			return v, false
		}
	}
	return v, true
}

func cloned(fields [][]byte) [][]byte {
	all := make([][]byte, len(fields))
	for i, f := range fields {
		all[i] = bytes.Clone(f)
	}
	return all
}
