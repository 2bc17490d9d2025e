package ui

import (
	"bytes"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// detailRow is a row of the detail.
type detailRow struct {
	label []byte // clean, before the text; of the field's first row
	at    int    // the column of the text
	text  []byte // clean
	style string
	bare  bool // nothing is marked in it
	field int  // which it is of, or -1
}

// detailRows puts a record into rows of columns.
type detailRows struct {
	rows    []detailRow
	fields  []int // the row at which each of them begins
	columns int
	limit   int
	label   int // columns for labels
	breaks  []int
}

// build is all that is shown of a record.
func (d *detailRows) build(r *detailRecord, v *detailView, columns int) {
	*d = detailRows{rows: d.rows[:0], fields: d.fields[:0], columns: max(columns, 1), limit: maxDetailRows, breaks: d.breaks}
	d.measure(r)
	d.times(r, v)
	if len(r.fields) > 0 {
		d.title(v, "fields")
		for i := range r.fields {
			f := &r.fields[i]
			d.fields = append(d.fields, len(d.rows))
			d.put(cleanPart(f.Name, maxLabel), cleanPart(f.Value, maxValue), i)
			d.left(v, len(f.Value)-maxValue, "byte")
		}
		d.left(v, r.over, "field")
	}
	if r.json != nil {
		d.title(v, "json")
		rows, rest := indented(r.json, maxDetailRows/2)
		for _, row := range rows {
			d.wrap(row, len(row)-len(bytes.TrimLeft(row, " "))+2)
		}
		d.left(v, rest, "byte")
	}
	d.title(v, "record")
	for i := range r.lines {
		d.wrap(r.lines[i].Text, 0)
		d.left(v, len(r.lines[i].Text)-maxValue, "byte")
		d.left(v, int(r.lines[i].Rest), "byte")
	}
	if r.more {
		d.note(v, "the record goes on: it has more lines than are shown here")
	}
	d.title(v, "line")
	d.facts(r, v)
}

// measure finds the room for labels.
func (d *detailRows) measure(r *detailRecord) {
	d.label = len("arrived")
	for i := range r.fields {
		d.label = max(d.label, line.Width(cleanPart(r.fields[i].Name, maxLabel)))
	}
	d.label = min(d.label, maxLabelWidth, max(d.columns/3, 1))
}

// times are the record's own time, in the reader's zone and in UTC.
func (d *detailRows) times(r *detailRecord, v *detailView) {
	if r.head.Time.IsZero() {
		return
	}
	here, utc := r.head.Time.In(v.zone), r.head.Time.UTC()
	text := here.Format(stampLayout)
	switch {
	case here.Format(time.DateOnly) != utc.Format(time.DateOnly):
		text += ", " + utc.Format(stampLayout)
	case here.Format(stampLayout) != utc.Format(stampLayout):
		text += ", " + utc.Format(stampLayout[len(time.DateOnly)+1:])
	}
	d.fact("time", text)
}

// stampLayout is how times are written: as exactly as they are known.
const stampLayout = "2006-01-02 15:04:05.999999999 MST"

// arrivedLayout is how the times are written at which lines were read: what is
// behind milliseconds tells of the machine, not of the line.
const arrivedLayout = "2006-01-02 15:04:05.000 MST"

// facts are what else rtwatch knows of the record.
func (d *detailRows) facts(r *detailRecord, v *detailView) {
	l := &r.head
	if l.Level != line.None {
		d.fact("level", l.Level.String())
	}
	d.fact("source", line.CleanString(l.Source))
	if !l.Notice {
		place := "byte " + group(uint64(max(l.Offset, 0)))
		if v.numbered {
			place = "line " + group(uint64(max(l.Seq-min(v.shown.First, 0), 0))+1) + ", " + place
		}
		d.fact("place", place+" of "+line.CleanString(lastElements(l.Source, 1)))
	}
	d.fact("arrived", l.At.In(v.zone).Format(arrivedLayout))
}

// fact adds something that rtwatch knows.
func (d *detailRows) fact(label, text string) {
	at := len(d.rows)
	d.put([]byte(label), []byte(text), -1)
	for i := range d.rows[at:] {
		d.rows[at+i].bare = true
	}
}

// title begins a part of the detail.
func (d *detailRows) title(v *detailView, text string) {
	rule := v.styles.glyphs.rule
	d.add(detailRow{text: []byte(rule + " " + text + " " + rule), style: v.styles.border, bare: true, field: -1})
}

// note says something about what is shown.
func (d *detailRows) note(v *detailView, text string) {
	d.add(detailRow{text: []byte(v.styles.glyphs.ellipsis + " " + text), style: v.styles.muted, bare: true, field: -1})
}

// left says how much is not shown, if that is anything.
func (d *detailRows) left(v *detailView, n int, of string) {
	if n > 0 {
		d.note(v, count(uint64(n), of)+" more not shown")
	}
}

// put adds a label and what belongs to it, wrapped beside it.
func (d *detailRows) put(label, clean []byte, field int) {
	at := d.label + 2
	if at+minValueWidth > d.columns { // no room beside it
		d.add(detailRow{label: label, field: field})
		label, at = nil, min(2, d.columns-1)
	}
	start := 0
	d.breaks = append(line.Wrap(d.breaks[:0], clean, d.columns-at), len(clean))
	for _, end := range d.breaks {
		d.add(detailRow{label: label, at: at, text: clean[start:end], field: field})
		label, start = nil, end
	}
}

// wrap adds text of the record. Its rows but the first begin at a column, if
// that leaves room.
func (d *detailRows) wrap(text []byte, hang int) {
	clean := cleanPart(text, maxValue)
	if hang+minValueWidth > d.columns {
		hang = 0
	}
	first := 0
	if hang > 0 {
		if d.breaks = line.Wrap(d.breaks[:0], clean, d.columns); len(d.breaks) > 0 {
			first = d.breaks[0]
			d.add(detailRow{text: clean[:first], field: -1})
		}
	}
	start := first
	d.breaks = line.Wrap(d.breaks[:0], clean[start:], d.columns-hang)
	if first == 0 {
		hang = 0
		d.breaks = line.Wrap(d.breaks[:0], clean, d.columns)
	}
	for _, n := range append(d.breaks, len(clean)-first) {
		d.add(detailRow{at: hang, text: clean[start : first+n], field: -1})
		start = first + n
	}
}

// add adds a row if there is room. The last one says that there is not.
func (d *detailRows) add(r detailRow) {
	switch n := len(d.rows); {
	case n < d.limit-1:
		d.rows = append(d.rows, r)
	case n == d.limit-1:
		d.rows = append(d.rows, detailRow{text: []byte("only the first " + strconv.Itoa(n) + " rows are shown"), bare: true, field: -1})
	}
}

// end returns the row behind those of a field.
func (d *detailRows) end(field int) int {
	at := d.fields[field]
	for at < len(d.rows) && d.rows[at].field == field {
		at++
	}
	return at
}

// cleanPart makes the first limit bytes of text safe to draw.
func cleanPart(text []byte, limit int) []byte {
	if len(text) > limit {
		text = text[:runeAt(text, limit)]
	}
	return line.Clean(nil, text, line.CleanOptions{})
}
