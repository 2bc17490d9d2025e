package e2e

import (
	"bufio"
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shopLog writes a log of about size bytes: a thousand lines a second from a
// time on, with a stack trace now and then. The first line says first, the last
// one last. It returns the number of lines.
func shopLog(tb testing.TB, path string, size int) int {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	levels := []string{"INFO", "INFO", "INFO", "DEBUG", "INFO", "WARN", "INFO", "ERROR"}
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lines := 1
	fmt.Fprintf(w, "%s INFO the first line\n", at.Format(time.RFC3339Nano))
	var l []byte // without fmt: with the race detector a gigabyte by it takes a minute
	for n, written := 0, 0; written < size; n++ {
		at = at.Add(time.Millisecond)
		l = append(at.AppendFormat(l[:0], "2006-01-02T15:04:05.000Z07:00"), ' ')
		l = append(append(l, levels[n*5%8]...), " [worker-"...)
		l = append(strconv.AppendInt(l, int64(n%16), 10), "] com.example.shop.OrderService - order "...)
		id := uint32(n) * 2654435761
		l = hex.AppendEncode(l, []byte{byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)})
		l = append(strconv.AppendInt(append(l, " handled in "...), int64(n%97), 10), " ms, answered with "...)
		l = append(strconv.AppendInt(l, int64(200+n%5), 10), ", and so on\n"...)
		k, _ := w.Write(l)
		written += k
		lines++
		if n%50_000 == 49_999 {
			k, _ = fmt.Fprintf(w, "java.lang.IllegalStateException: out of stock %d\n\tat com.example.shop.Stock.take(Stock.java:42)\n", n)
			written += k
			lines += 2
		}
	}
	fmt.Fprintf(w, "%s INFO the last line\n", at.Format(time.RFC3339Nano))
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return lines + 1
}

// A gigabyte: at once on the screen, its beginning one key away, and searched
// while keys are answered.
func TestOneGigabyte(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a file of 1 GB")
	}
	path := filepath.Join(t.TempDir(), "shop.log")
	lines := shopLog(t, path, 1e9)
	tm := openCommand(t, 100, 24, nil, exec.Command(released(t), "tail", path))
	tm.shows("the last line")
	tm.keys("g")
	tm.shows("the first line")
	tm.shows(grouped(lines) + " lines") // all of it is indexed
	tm.keys("G")
	tm.shows("the last line")

	tm.keys("/first line\r")
	tm.shows("the first line")
	tm.keys("\x1b")
	tm.hides("1 of 1 record")
	tm.keys("G")
	tm.shows("the last line")

	// A query that takes long does not keep a key waiting.
	tm.keys("//[0-9]{8}[g-z]|[A-Z]{9,}/\r")
	for range 5 {
		tm.keys("g")
		tm.shows("the first line")
		tm.keys("G")
		tm.shows("the last line")
	}
	tm.shows("0 records")
	tm.keys("\x1b")
	tm.hides("0 records")

	tm.keys("&out of stock\r")
	tm.shows("Stock.take", "out of stock") // the record is whole
	tm.hides("the last line")
	tm.keys("\x1b")
	tm.hides(" of " + grouped(lines) + " lines")
	tm.keys(":50%\r")
	tm.shows("T10:01:")
	tm.keys(":09:00:00\r")
	tm.shows("the first line")
	tm.keys("q")
	tm.exits(0)
}

// released builds rtwatch as users have it: with the race detector a gigabyte
// takes a minute.
func released(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "rtwatch")
	if out, err := exec.Command("go", "build", "-o", path, "../../cmd/rtwatch").CombinedOutput(); err != nil {
		tb.Fatalf("building rtwatch: %v\n%s", err, out)
	}
	return path
}

// grouped is n with thin groups of three digits, as the screen shows numbers.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

// The history of several files is one story, in order of time; what comes then
// stands behind it.
func TestFilesAreMergedByTime(t *testing.T) {
	var a, b strings.Builder
	for i := range 40 {
		to := &a
		if i%2 == 1 {
			to = &b
		}
		fmt.Fprintf(to, "2026-11-22T09:41:%02dZ event %02d\n", i, i)
	}
	pathA, pathB := file(t, "a.log", a.String()), file(t, "b.log", b.String())
	tm := open(t, 80, 24, nil, "tail", pathA, pathB)
	tm.shows("event 38", "event 39")
	text := tm.text()
	if strings.Index(text, "event 38") > strings.Index(text, "event 39") || !strings.Contains(text, "event 37") {
		t.Errorf("not in order of time:\n%s", text)
	}
	appendTo(t, pathA, "2026-11-22T08:00:00Z late\n")
	tm.shows("late")
	if text := tm.text(); strings.Index(text, "late") < strings.Index(text, "event 39") {
		t.Errorf("what came last does not stand last:\n%s", text)
	}
	tm.keys("q")
	tm.exits(0)
}

func TestFiltersOnTheScreen(t *testing.T) {
	path := file(t, "a.log", strings.Repeat("INFO fine\nWARN hot\nERROR it broke\n", 30)+"INFO the end\n")
	tm := open(t, 80, 24, nil, "tail", "--level", "error", path)
	tm.shows("it broke")
	tm.hides("INFO")
	appendTo(t, path, "INFO not to be seen\nERROR a new one\n")
	tm.shows("a new one")
	tm.hides("not to be seen")
	tm.keys("\x1b")
	tm.shows("not to be seen", "a new one")
	tm.keys("q")
	tm.exits(0)
}

func TestCompressedAndRotated(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.log")
	pack(t, path+".2.gz", "oldest line\n")
	appendTo(t, path+".1", "older line\n")
	appendTo(t, path, "newest line\n")
	tm := open(t, 80, 24, nil, "tail", "--rotated", path)
	tm.shows("oldest line", "older line", "newest line")
	tm.keys("q")
	tm.exits(0)
}

// pack writes a gzip file.
func pack(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := gzip.NewWriter(f)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
