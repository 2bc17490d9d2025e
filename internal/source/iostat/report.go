package iostat

import (
	"fmt"
	"math"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/source"
)

// report is what was read at once: a CPU line, a table of devices, or both.
type report struct {
	cpu     values
	hasCPU  bool
	devices []device
	table   bool // devices is a whole table, even if it is empty
}

// device is a row of a table.
type device struct {
	name string
	values
}

// shown is a number as it leaves this package.
type shown struct {
	name   string // of the series, behind the device's
	unit   string
	title  string // of the table's column
	format func(float64) string
	metric metric
}

// cpuShown and deviceShown are in the order in which they are shown.
func cpuShown() []shown {
	return []shown{
		{name: "user", metric: user},
		{name: "system", metric: system},
		{name: "iowait", metric: iowait},
		{name: "steal", metric: steal},
		{name: "idle", metric: idle},
	}
}

func deviceShown() []shown {
	return []shown{
		{"reads", "1/s", "reads/s", plain, reads},
		{"writes", "1/s", "writes/s", plain, writes},
		{"tps", "1/s", "tps", plain, transfers},
		{"read", "B/s", "read", rate, read},
		{"write", "B/s", "written", rate, written},
		{"throughput", "B/s", "throughput", rate, throughput},
		{"await", "ms", "await", func(v float64) string { return fmt.Sprintf("%.2f ms", v) }, await},
		{"queue", "", "queue", func(v float64) string { return fmt.Sprintf("%.2f", v) }, queue},
		{"util", "%", "util", func(v float64) string { return fmt.Sprintf("%.1f %%", v) }, util},
	}
}

// batch turns r into samples and a table, as of at.
func (r *report) batch(at time.Time) source.Batch {
	b := source.Batch{Source: label, At: at}
	add := func(series, unit string, value float64) {
		if !math.IsNaN(value) {
			b.Samples = append(b.Samples, source.Sample{At: at, Series: series, Value: value, Unit: unit})
		}
	}
	if r.hasCPU {
		cpu := r.cpu
		cpu[user] += cpu.or(nice, 0)
		cpu[system] += cpu.or(interrupt, 0)
		for _, s := range cpuShown() {
			add("cpu."+s.name, "%", math.Round(100*cpu[s.metric])/100) // as exact as iostat: a sum is not
		}
	}
	if !r.table {
		return b
	}
	columns := deviceShown()
	known := map[metric]bool{}
	for i := range r.devices {
		d := &r.devices[i]
		d.complete()
		for _, s := range columns {
			add("disk."+d.name+"."+s.name, s.unit, d.values[s.metric])
			known[s.metric] = known[s.metric] || d.has(s.metric)
		}
	}
	t := source.Table{Name: "devices", Rows: []source.Row{}}
	for _, s := range columns {
		if known[s.metric] {
			t.Columns = append(t.Columns, s.title)
		}
	}
	for i := range r.devices {
		d := &r.devices[i]
		row := source.Row{ID: d.name, Score: d.or(util, 0)}
		for _, s := range columns {
			switch {
			case d.has(s.metric):
				row.Cells = append(row.Cells, s.format(d.values[s.metric]))
			case known[s.metric]:
				row.Cells = append(row.Cells, "")
			}
		}
		t.Rows = append(t.Rows, row)
	}
	b.Tables = append(b.Tables, t)
	return b
}

// complete works out what the other numbers tell: the mean wait of reads and
// writes, weighted by their number. Sums over both ways count only where the
// parts are not known.
func (d *device) complete() {
	if !d.has(await) && (d.has(readAwait) || d.has(writeAwait)) {
		r, w := d.or(reads, 1), d.or(writes, 1)
		d.values[await] = 0
		if r+w > 0 {
			d.values[await] = (r*d.or(readAwait, 0) + w*d.or(writeAwait, 0)) / (r + w)
		}
	}
	if d.has(reads) {
		d.values[transfers] = math.NaN()
	}
	if d.has(read) {
		d.values[throughput] = math.NaN()
	}
}

// validName reports whether name can be a device's: it becomes part of a
// series' name.
func validName(name string) bool {
	if name == "" || len(name) > maxName || !utf8.ValidString(name) {
		return false
	}
	for _, c := range name {
		if !unicode.IsGraphic(c) || unicode.IsSpace(c) {
			return false
		}
	}
	return true
}

// plain writes a number of things: one place behind the point while it is small.
func plain(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// rate writes bytes a second in the unit that keeps it short.
func rate(v float64) string {
	const units = "KMGTPE"
	if v < 1024 {
		return fmt.Sprintf("%.0f B/s", v)
	}
	i := -1
	for ; v >= 1023.95 && i < len(units)-1; i++ {
		v /= 1024
	}
	return fmt.Sprintf("%.1f %ciB/s", v, units[i])
}
