package iostat

import (
	"bytes"
	"slices"
)

// isLowerHeader recognises the second line of a BSD header, the one that names
// the columns.
func isLowerHeader(fields [][]byte) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(fields, func(f []byte) bool { return string(f) == name })
	}
	return has("KB/t") || has("us") && has("id")
}

// pair joins the halves of a BSD header. The upper one names the groups of
// columns, so its n-th device owns the n-th columns that begin with KB/t:
//
//	    tty            ada0             cd0             cpu
//	tin tout  KB/t tps  MB/s   KB/t tps  MB/s  us ni sy in id
func (t *text) pair(upper, lower [][]byte) (ok bool) {
	t.names = nil
	for _, f := range upper {
		switch string(f) {
		case "tty", "cpu", "load", "average":
		default:
			t.names = append(t.names, string(f))
		}
	}
	t.header = columnsOf(lower)
	t.owner = make([]int, len(lower))
	device, begun := -1, 0
	for i, f := range lower {
		switch string(f) {
		case "KB/t":
			device = begun
			begun++
		case "tps", "MB/s":
		default:
			device = -1
		}
		t.owner[i] = device
	}
	return begun == len(t.names) && !slices.ContainsFunc(t.names, func(n string) bool { return !validName(n) })
}

// side takes a BSD line, which is a whole report.
func (t *text) side(fields [][]byte, line []byte) {
	if len(fields) != len(t.header) {
		t.bad(line)
		return
	}
	r := report{cpu: noValues(), table: len(t.names) > 0, devices: make([]device, len(t.names))}
	for i, name := range t.names {
		r.devices[i] = device{name, noValues()}
	}
	for i, c := range t.header {
		v := &r.cpu
		if t.owner[i] >= 0 {
			v = &r.devices[t.owner[i]].values
		}
		if !v.put(c, fields[i]) {
			t.bad(line)
			return
		}
	}
	r.hasCPU = r.cpu.has(idle)
	if !t.skipDevices {
		t.report(r)
	}
	t.skipDevices = false
}

// isBanner recognises the lines between the tables that say nothing new: the
// machine, a time, FreeBSD's title.
func isBanner(line []byte) bool {
	return bytes.HasSuffix(line, []byte("CPU)")) || bytes.Contains(line, []byte("extended device statistics")) || hasTime(line)
}

// hasTime looks for a time of day, such as 09:41 in any date's form.
func hasTime(line []byte) bool {
	digit := func(i int) bool { return i >= 0 && i < len(line) && line[i] >= '0' && line[i] <= '9' }
	for i, c := range line {
		if c == ':' && digit(i-1) && digit(i+1) && digit(i+2) {
			return true
		}
	}
	return false
}

func isNumber(f []byte) bool {
	_, ok := number(f)
	return ok
}

func allNumbers(fields [][]byte) bool {
	return !slices.ContainsFunc(fields, func(f []byte) bool { return !isNumber(f) })
}

// clean takes colours, a carriage return and blanks off a line.
func clean(line []byte) []byte {
	if bytes.IndexByte(line, 0x1b) >= 0 {
		plain := make([]byte, 0, len(line))
		for len(line) > 0 {
			if len(line) > 1 && line[0] == 0x1b && line[1] == '[' {
				end := bytes.IndexFunc(line[2:], func(r rune) bool { return r >= '@' && r <= '~' })
				if end >= 0 {
					line = line[2+end+1:]
					continue
				}
			}
			plain, line = append(plain, line[0]), line[1:]
		}
		line = plain
	}
	return bytes.TrimSpace(line)
}
