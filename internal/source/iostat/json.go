package iostat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// document reads iostat's JSON while it is still being written: one array
// element a report, handled before the next one's comma is waited for.
type document struct {
	sink
	skip bool // the first report, the average since boot
}

// statistics is one report of the JSON. Numbers are read like those of the
// text, so that one odd field costs its row and no more.
type statistics struct {
	CPU  map[string]json.RawMessage   `json:"avg-cpu"`
	Disk []map[string]json.RawMessage `json:"disk"`
}

// read reads a document to its end, and to the end of in. A document that is
// cut, as one is by TERM, ends well.
func (d *document) read(in io.Reader) error {
	limit := &budget{r: in, left: maxReport}
	dec := json.NewDecoder(limit)
	err := seek(dec)
	for err == nil {
		if limit.left = maxReport; !dec.More() {
			break
		}
		var s statistics
		err = dec.Decode(&s)
		if odd := (*json.UnmarshalTypeError)(nil); errors.As(err, &odd) {
			d.bad([]byte(odd.Error()))
			err = nil
		}
		if err == nil {
			d.take(s)
		}
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}

// seek goes to the first element of the first "statistics" array.
func seek(dec *json.Decoder) error {
	for found := false; ; {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		if found && token == json.Delim('[') {
			return nil
		}
		found = token == "statistics"
	}
}

// take sends one report.
func (d *document) take(s statistics) {
	if d.skip {
		d.skip = false
		return
	}
	r := report{table: s.Disk != nil}
	if s.CPU != nil {
		if r.cpu, r.hasCPU = fields(s.CPU); !r.hasCPU {
			d.bad(fmt.Appendf(nil, "avg-cpu %s", s.CPU))
		}
	}
	for _, disk := range s.Disk {
		var name string
		v, ok := fields(disk)
		if !ok || json.Unmarshal(disk["disk_device"], &name) != nil || !validName(name) || len(r.devices) == maxDevices {
			d.bad(fmt.Appendf(nil, "disk %s", disk))
			continue
		}
		r.devices = append(r.devices, device{name, v})
	}
	if r.hasCPU || r.table {
		d.report(r)
	}
}

// fields reads the numbers of a JSON object; those that it lacks are unknown.
func fields(object map[string]json.RawMessage) (v values, ok bool) {
	v = noValues()
	for name, text := range object {
		if !v.put(columnOf(name), text) {
			return v, false
		}
	}
	return v, true
}

var errTooLong = errors.New("a report is longer than 4 MiB")

// budget is a reader of what is left to read.
type budget struct {
	r    io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
