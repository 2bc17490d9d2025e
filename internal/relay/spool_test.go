package relay

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/synctest"
)

func text(n int) *record {
	return &record{kind: lines, at: int64(n), source: "a.log", lines: 1, parts: [][]byte{fmt.Appendf(nil, "line %d\n", n)}}
}

func open(t *testing.T, dir string, limit int64) *spool {
	t.Helper()
	s, err := openSpool(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.closeFiles(); s.lock.Close() })
	return s
}

// crash leaves the spool as kill -9 does.
func (s *spool) crash() { s.closeFiles(); s.lock.Close() }

// all reads what is in the spool, and acknowledges it if told to.
func all(t *testing.T, s *spool, ack bool) (got []record) {
	t.Helper()
	for {
		b, _, err := s.read(nil, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if len(b.records) == 0 {
			return got
		}
		got = append(got, b.records...)
		if !ack {
			return got
		}
		s.ack(b.end)
	}
}

func numbers(records []record) (n []uint64) {
	for _, r := range records {
		n = append(n, r.number)
	}
	return n
}

func TestRecordRoundTrip(t *testing.T) {
	for _, want := range []record{
		{number: 1, kind: lines, parts: [][]byte{[]byte("x\n")}, lines: 1},
		{number: 1 << 60, at: 1 << 50, kind: notice, severity: 2, source: "x", parts: [][]byte{{}}},
		{number: 3, kind: samples, open: true, head: 9, source: "\x00{}", parts: [][]byte{[]byte("a"), []byte("1 %"), bytes.Repeat([]byte("z"), 70000)}},
	} {
		data := want.append(nil)
		got, n, err := parse(append(bytes.Clone(data), "next"...))
		if err != nil || n != len(data) || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v became %+v, %d of %d bytes, %v", want, got, n, len(data), err)
		}
		for i := range min(len(data), 200) {
			if _, _, err := parse(data[:i]); err == nil {
				t.Errorf("%d bytes of %d are a record", i, len(data))
			}
			broken := bytes.Clone(data)
			broken[i] ^= 4
			if _, _, err := parse(broken); err == nil {
				t.Errorf("a record with a flipped bit in byte %d is one", i)
			}
		}
	}
}

// What was appended is there after kill -9, up to the last whole record,
// wherever the file ends.
func TestSpoolTornTail(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	id := s.id
	var ends []int64
	for i := range 4 {
		s.append(text(i))
		ends = append(ends, s.total)
	}
	s.crash()
	file := filepath.Join(dir, "0000000000000001.seg")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for size := ends[0]; size <= ends[3]; size++ {
		if err := os.WriteFile(file, data[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, dir, 1<<20)
		whole := 0
		for _, end := range ends {
			if end <= size {
				whole++
			}
		}
		s.append(text(9))
		if got := all(t, s, false); len(got) != whole+1 || got[whole].number != uint64(whole+1) || string(got[whole].parts[0]) != "line 9\n" {
			t.Fatalf("cut at %d: %d records are there, want %d and one more", size, len(got), whole)
		}
		if s.id != id {
			t.Fatal("a spool with records has another name")
		}
		if want := size - ends[whole-1]; s.torn != want {
			t.Fatalf("cut at %d: %d bytes are torn, want %d", size, s.torn, want)
		}
		s.crash()
	}
}

func TestSpoolNumbersGoOn(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	first := s.id
	for i := range 5000 { // several segments
		s.append(text(i))
	}
	b, _, err := s.read(nil, 1000)
	if err != nil {
		t.Fatal(err)
	}
	s.ack(b.end)
	s.crash()
	s = open(t, dir, 1<<20)
	got := numbers(all(t, s, true))
	for i, n := range got {
		if n != uint64(i+1) {
			t.Fatalf("record %d has number %d", i, n)
		}
	}
	if len(got) != 5000 || s.waiting() != 0 {
		t.Fatalf("%d of 5000 records are there, %d bytes wait", len(got), s.waiting())
	}
	s.append(text(1))
	if got := numbers(all(t, s, true)); len(got) != 1 || got[0] != 5001 {
		t.Fatalf("the next record has number %v", got)
	}
	s.close()
	if left, _ := filepath.Glob(filepath.Join(dir, "*.seg")); len(left) > 0 {
		t.Errorf("an empty spool leaves %v", left)
	}
	// Numbers begin again, under another name.
	s = open(t, dir, 1<<20)
	s.append(text(1))
	if got := numbers(all(t, s, true)); got[0] != 1 || s.id == first {
		t.Errorf("a new spool is %s and begins with %v", s.id, got)
	}
}

func TestSpoolFull(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	s.taking(false)
	const n = 50000
	for i := range n {
		s.append(text(i))
	}
	if s.total > 1<<20 {
		t.Errorf("the spool has %d bytes", s.total)
	}
	s.crash()
	s = open(t, dir, 1<<20)
	b, _, _ := s.read(nil, 100)
	lost := b.lost["a.log"].Lines
	kept := all(t, s, true)
	if lost == 0 || int(lost)+len(kept) != n || kept[0].number != uint64(lost)+1 {
		t.Errorf("%d lost and %d kept of %d, from %d on", lost, len(kept), n, kept[0].number)
	}
	s.told(b.lost)
	if len(s.lost) > 0 {
		t.Errorf("still to be told: %v", s.lost)
	}
	s.crash()
	if s = open(t, dir, 1<<20); len(s.lost) > 0 {
		t.Errorf("told twice: %v", s.lost)
	}
}

// While Redis takes what is there nothing is dropped: append waits.
func TestSpoolWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir(), 1<<20)
		const n = 50000
		go func() {
			for i := range n {
				s.append(text(i))
			}
		}()
		synctest.Wait()
		if s.total < 1<<19 {
			t.Fatal("it did not fill")
		}
		var got int
		for got < n {
			b, _, err := s.read(nil, 4000)
			if err != nil {
				t.Fatal(err)
			}
			got += len(b.records)
			s.ack(b.end)
			synctest.Wait()
		}
		if got != n || s.dropped != 0 {
			t.Errorf("%d of %d are there, %d were dropped", got, n, s.dropped)
		}
	})
}

// A spool that is damaged in the middle of a file loses what is behind it in
// that file, and says how much.
func TestSpoolDamaged(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	for i := range 5000 {
		s.append(text(i))
	}
	s.crash()
	name := filepath.Join(dir, "0000000000000001.seg")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, 1<<20)
	got := numbers(all(t, s, true))
	if last := got[len(got)-1]; last != 5000 || len(got) >= 5000 || len(got) < 3000 {
		t.Errorf("%d records are left, the last is %d", len(got), last)
	}
	if s.torn < 1000 {
		t.Errorf("%d bytes are torn", s.torn)
	}
}

func TestSpoolHasOneUser(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, 1<<20)
	if s, err := openSpool(dir, 1<<20); err == nil {
		s.crash()
		t.Error("it was opened twice")
	}
}

// A disk that takes no more: the oldest make room, and are counted.
func TestSpoolOnFullDisk(t *testing.T) {
	s := open(t, t.TempDir(), 1<<20)
	s.append(text(1))
	readOnly, err := os.Open(s.segments[0].file.Name())
	if err != nil {
		t.Fatal(err)
	}
	s.segments[0].file.Close()
	s.segments[0].file = readOnly
	s.append(text(2))
	s.append(text(3))
	b, _, err := s.read(nil, 1<<20)
	if err != nil || fmt.Sprint(numbers(b.records)) != "[2 3]" || b.lost["a.log"].Lines != 1 {
		t.Errorf("records %v are there, %+v are lost (%v)", numbers(b.records), b.lost, err)
	}
}

// Small blocks become one entry, and do not touch what stands behind them.
func TestJoin(t *testing.T) {
	s := open(t, t.TempDir(), 1<<20)
	for i := range 3 {
		s.append(text(i))
	}
	open := text(3)
	open.parts, open.open = [][]byte{[]byte("half")}, true
	s.append(open)
	goesOn := text(4)
	goesOn.head = 7
	s.append(goesOn)
	other := text(5)
	other.source = "b"
	s.append(other)
	b, _, err := s.read(nil, 1<<20)
	if err != nil || len(b.records) != 6 {
		t.Fatal(len(b.records), err)
	}
	var got []string
	for rest := b.records; len(rest) > 0; {
		r := &rest[0]
		rest = rest[1:]
		for len(rest) > 0 && r.join(&rest[0]) {
			rest = rest[1:]
		}
		got = append(got, fmt.Sprintf("%d %d %q", r.number, r.lines, r.parts[0]))
	}
	if want := `[4 4 "line 0\nline 1\nline 2\nhalf" 5 1 "line 4\n" 6 1 "line 5\n"]`; fmt.Sprint(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
