package relay

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// kind is what a record holds.
type kind uint8

const (
	lines   kind = iota + 1 // parts: the text
	notice                  // parts: the text
	samples                 // parts: name, value, name, value …
	table                   // source: its name; parts: rows in JSON
)

// record is what is sent as one: a block of lines, the numbers of one moment,
// the rows of a table. In the spool it is
//
//	length u32, CRC-32C of the rest u32, then the fields in order, little endian,
//	strings behind their length as a uvarint
type record struct {
	number   uint64 // in this spool, from 1, without gaps
	at       int64  // ms
	kind     kind
	severity uint8
	open     bool
	lines    uint32 // that begin in the text
	head     uint32
	source   string
	parts    [][]byte
	lost     int64 // of a notice that is made when it is sent: not in the spool
}

const recordHead = 8 + 8 + 8 + 1 + 1 + 1 + 4 + 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errTorn says that there is no whole record here: the end of what a process
// wrote before it was killed, or damage.
var errTorn = errors.New("torn record")

// append adds r to buf, as it stands in the spool.
func (r *record) append(buf []byte) []byte {
	start := len(buf)
	le := binary.LittleEndian
	buf = append(buf, 0, 0, 0, 0, 0, 0, 0, 0)
	buf = le.AppendUint64(buf, r.number)
	buf = le.AppendUint64(buf, uint64(r.at))
	open := byte(0)
	if r.open {
		open = 1
	}
	buf = append(buf, byte(r.kind), r.severity, open)
	buf = le.AppendUint32(buf, r.lines)
	buf = le.AppendUint32(buf, r.head)
	buf = binary.AppendUvarint(buf, uint64(len(r.source)))
	buf = append(buf, r.source...)
	for _, p := range r.parts {
		buf = binary.AppendUvarint(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	body := buf[start+8:]
	le.PutUint32(buf[start:], uint32(len(body)))
	le.PutUint32(buf[start+4:], crc32.Checksum(body, castagnoli))
	return buf
}

// parse reads the record at the front of data, and returns how long it is. Its
// parts share data's memory.
func parse(data []byte) (r record, size int, err error) {
	le := binary.LittleEndian
	if len(data) < recordHead {
		return r, 0, errTorn
	}
	size = int(le.Uint32(data)) + 8
	if size < recordHead || size > maxRecord || size > len(data) {
		return r, 0, errTorn
	}
	body := data[8:size]
	if crc32.Checksum(body, castagnoli) != le.Uint32(data[4:]) {
		return r, 0, errTorn
	}
	r.number, r.at = le.Uint64(body), int64(le.Uint64(body[8:]))
	r.kind, r.severity, r.open = kind(body[16]), body[17], body[18] == 1
	r.lines, r.head = le.Uint32(body[19:]), le.Uint32(body[23:])
	source, rest, ok := cutString(body[27:])
	r.source = string(source)
	for ok && len(rest) > 0 {
		var part []byte
		part, rest, ok = cutString(rest)
		r.parts = append(r.parts, part)
	}
	if !ok {
		return r, 0, errTorn
	}
	return r, size, nil
}

// join makes one block of lines of r and the record behind it, if that can be;
// it is then known by that one's number.
func (r *record) join(next *record) bool {
	if r.kind != lines || next.kind != lines || r.source != next.source || next.head > 0 {
		return false
	}
	a, b := r.parts[0], next.parts[0]
	if len(a)+len(b) > blockSize || len(a) == 0 || a[len(a)-1] != '\n' {
		return false
	}
	r.parts[0] = append(a, b...)
	r.lines, r.open, r.number = r.lines+next.lines, next.open, next.number
	return true
}

// cutString takes a string behind its length off the front of b.
func cutString(b []byte) (s, rest []byte, ok bool) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return nil, nil, false
	}
	end := used + int(n)
	return b[used:end:end], b[end:], true // so that append never writes into what follows
}
