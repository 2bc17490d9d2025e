package iostat

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// metric is one of the numbers that iostats print.
type metric uint8

const (
	user metric = iota // the CPU's, in %
	nice
	system
	interrupt
	iowait
	steal
	idle

	reads // a device's: 1/s
	writes
	read // B/s
	written
	readAwait // ms
	writeAwait
	await
	queue
	util // %
	transfers
	throughput // B/s, both ways

	metrics // how many there are
	unknown
)

// values holds one number for each metric, NaN where it is not known.
type values [metrics]float64

func noValues() (v values) {
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

func (v *values) has(m metric) bool { return !math.IsNaN(v[m]) }

// or returns the number of a metric, or else if it is not known.
func (v *values) or(m metric, otherwise float64) float64 {
	if v.has(m) {
		return v[m]
	}
	return otherwise
}

// column is what a column of a table means.
type column struct {
	metric metric
	scale  float64 // of its numbers, to the metric's unit
}

// columnOf knows the column names of sysstat 9 to 12 (text, and JSON, where
// they lack the percent sign), busybox, macOS and FreeBSD.
func columnOf(name string) column {
	const kiB, miB, sector = 1 << 10, 1 << 20, 512
	switch strings.TrimPrefix(name, "%") {
	case "user", "us":
		return column{user, 1}
	case "nice", "ni":
		return column{nice, 1}
	case "system", "sy":
		return column{system, 1}
	case "in":
		return column{interrupt, 1}
	case "iowait":
		return column{iowait, 1}
	case "steal":
		return column{steal, 1}
	case "idle", "id":
		return column{idle, 1}

	case "r/s":
		return column{reads, 1}
	case "w/s":
		return column{writes, 1}
	case "rkB/s", "kB_read/s", "kr/s":
		return column{read, kiB}
	case "wkB/s", "kB_wrtn/s", "kw/s":
		return column{written, kiB}
	case "rMB/s", "MB_read/s":
		return column{read, miB}
	case "wMB/s", "MB_wrtn/s":
		return column{written, miB}
	case "rsec/s", "Blk_read/s":
		return column{read, sector}
	case "wsec/s", "Blk_wrtn/s":
		return column{written, sector}
	case "r_await", "ms/r":
		return column{readAwait, 1}
	case "w_await", "ms/w":
		return column{writeAwait, 1}
	case "await", "ms/t":
		return column{await, 1}
	case "aqu-sz", "avgqu-sz", "qlen":
		return column{queue, 1}
	case "util", "b":
		return column{util, 1}
	case "tps":
		return column{transfers, 1}
	case "kB/s":
		return column{throughput, kiB}
	case "MB/s":
		return column{throughput, miB}
	}
	return column{unknown, 1}
}

// put reads the text of a number into v; a column that means nothing takes any
// text. ok is false if it is no number.
func (v *values) put(c column, text []byte) (ok bool) {
	if c.metric == unknown {
		return true
	}
	n, ok := number(text)
	if ok {
		v[c.metric] = n * c.scale
	}
	return ok
}

// number reads a decimal number as iostats print it: not negative, with a point or
// a comma, never with an exponent.
func number(text []byte) (n float64, ok bool) {
	if len(text) == 0 || len(text) > 32 || len(bytes.Trim(text, "0123456789.,")) > 0 {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.Replace(string(text), ",", ".", 1), 64)
	return n, err == nil && n <= maxNumber
}
