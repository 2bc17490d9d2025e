//go:build unix

package relay

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestLines(t *testing.T) {
	s := redistest.Start(t)
	p := push(t, s.URL, Options{})
	p.lines(0, 50000)
	p.end()
	wantText(t, s, want(0, 50000))
	if got := fmt.Sprint(s.Do("ZRANGE", "rtwatch:hosts", "0", "-1"), s.Do("ZRANGE", "rtwatch:{web1}:sources", "0", "-1")); got != "[web1] [a.log]" {
		t.Errorf("hosts and sources are %s", got)
	}
	if left, _ := filepath.Glob(filepath.Join(p.relay.options.Spool, "*.seg")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
	if s.Do("GET", "rtwatch:{web1}:writer") != nil {
		t.Error("the lease was not given back")
	}
}

func TestHalfLinesAndNotices(t *testing.T) {
	s := redistest.Start(t)
	p := push(t, s.URL, Options{})
	long := strings.Repeat("x", 200<<10)
	for _, b := range []source.Block{
		{Data: []byte("a\nha"), Lines: 2, Open: true},
		{Data: []byte("lf"), Head: 2, Open: true},
		{Data: []byte("!\n\x00\xff\r\n"), Head: 2, Lines: 1},
		{Data: []byte(long + "\n" + long), Lines: 2},
	} {
		p.send(source.Batch{Source: "a.log", Lines: b})
	}
	p.send(source.Batch{Source: "a.log", Notices: []source.Notice{{Severity: source.Warn, Text: "a.log was truncated"}}})
	p.end()
	wantText(t, s, "a\nhalf!\n\x00\xff\r\n"+long+"\n"+long)
	all := entries(t, s, streamKey, false)
	if last := all[len(all)-1]; last.Kind != exchange.Notice || last.Text != "a.log was truncated" || last.Severity != 1 {
		t.Errorf("the last entry is %+v", last)
	}
	lines := 0
	for _, e := range all[:len(all)-1] {
		lines += e.N
	}
	if lines != 5 {
		t.Errorf("%d lines are counted, want 5", lines)
	}
}

func TestNumbers(t *testing.T) {
	s := redistest.Start(t)
	p := push(t, s.URL, Options{Window: 10})
	at := time.UnixMilli(1_800_000_000_000)
	for i := range 100 {
		now := at.Add(time.Duration(i) * time.Second)
		p.send(source.Batch{Source: "iostat", Samples: []source.Sample{
			{At: now, Series: "cpu.user", Value: float64(i), Unit: "%"}, {At: now, Series: "cpu.idle", Value: 0.5, Unit: "%"}, {At: now, Series: "load", Value: 1},
		}})
	}
	p.send(source.Batch{Source: "iostat", At: at, Tables: []source.Table{{
		Name: "devices", Columns: []string{"util", "state"},
		Rows: []source.Row{{ID: "sda", Score: 1, Cells: []string{"3.5", "ok"}}},
	}}})
	p.end()
	last := entries(t, s, "rtwatch:{web1}:samples", true)
	if e := last[len(last)-1]; fmt.Sprint(e.Values) != "[cpu.user 99 % cpu.idle 0.5 % load 1]" || e.At != at.Add(99*time.Second).UnixMilli() {
		t.Errorf("the last samples are %+v", e)
	}
	window := s.Window("rtwatch:{web1}:series:cpu", 1000)
	if len(window) < 10 || len(window) > 10+trimLeast {
		t.Errorf("the window has %d members, want 10 or a few more", len(window))
	}
	var m point
	if err := json.Unmarshal([]byte(window[0].Text), &m); err != nil || m.Host != "web1" || m.Values["user"] != 99 || float64(m.Time) != window[0].Score {
		t.Errorf("the newest member is %+v (%v)", window[0], err)
	}
	rows := s.Window("rtwatch:{web1}:table:devices", 10)
	if want := `{"host":"web1","time":1800000000000,"id":"sda","score":1,"values":{"state":"ok","util":3.5}}`; len(rows) != 1 || rows[0].Text != want {
		t.Errorf("the table is %+v, want %s", rows, want)
	}
}

// A server that is killed, frozen or full: nothing is lost, nothing comes twice.
func TestOutages(t *testing.T) {
	for name, outage := range map[string]func(t *testing.T, s *redistest.Server, p *pushed){
		"frozen": func(_ *testing.T, s *redistest.Server, p *pushed) {
			s.Stop()
			p.lines(1000, 30000)
			p.says("is down: no answer")
			p.lines(30000, 40000)
			s.Cont()
		},
		"frozen for a moment": func(_ *testing.T, s *redistest.Server, p *pushed) {
			s.Stop()
			p.lines(1000, 40000)
			s.Cont()
		},
		"connections cut": func(_ *testing.T, s *redistest.Server, p *pushed) {
			for i := 1000; i < 40000; i += 1000 {
				p.lines(i, i+1000)
				s.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
			}
		},
		"out of memory": func(_ *testing.T, s *redistest.Server, p *pushed) {
			s.Do("CONFIG", "SET", "maxmemory", "1")
			p.lines(1000, 40000)
			p.says("OOM")
			s.Do("CONFIG", "SET", "maxmemory", "0")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := redistest.Start(t)
			p := push(t, s.URL, Options{})
			p.lines(0, 1000)
			sourcetest.Eventually(t, "the first lines are there", func() bool { return written(t, s) == want(0, 1000) })
			outage(t, s, p)
			p.end()
			wantText(t, s, want(0, 40000))
		})
	}
}

// A server that keeps what it acknowledged, killed and started again.
func TestServerKilled(t *testing.T) {
	s := redistest.Start(t, "--appendonly", "yes", "--appendfsync", "no")
	p := push(t, s.URL, Options{})
	for i := range 3 {
		p.lines(i*20000, i*20000+10000)
		sourcetest.Eventually(t, "the first lines are there", func() bool { return len(written(t, s)) == len(want(0, i*20000+10000)) })
		s.Kill()
		p.lines(i*20000+10000, i*20000+20000)
		s.Restart()
	}
	p.end()
	wantText(t, s, want(0, 60000))
	p.says("is back after")
}

// What a killed process left is sent by the next, and what was sent is not sent
// again, however much of the spool is still there.
func TestReplay(t *testing.T) {
	s := redistest.Start(t)
	dir := t.TempDir()
	s.Kill()
	p := push(t, s.URL, Options{Spool: dir})
	p.lines(0, 20000)
	p.says("is down")
	p.kill()
	p.says("are left in the spool")
	copied := filepath.Join(t.TempDir(), "copy")
	if err := exec.Command("cp", "-r", dir, copied).Run(); err != nil {
		t.Fatal(err)
	}
	s.Restart()
	for range 3 {
		p = push(t, s.URL, Options{Spool: copied})
		p.end()
		wantText(t, s, want(0, 20000))
		if err := exec.Command("cp", "-r", dir+"/.", copied).Run(); err != nil { // as if it had been killed before it forgot
			t.Fatal(err)
		}
	}
	p = push(t, s.URL, Options{Spool: copied})
	p.lines(20000, 30000)
	p.end()
	wantText(t, s, want(0, 30000))
}

// Another spool with a clock that is behind goes on where the stream is.
func TestClockSetBack(t *testing.T) {
	s := redistest.Start(t)
	now := time.Now()
	for i, at := range []time.Time{now, now.Add(-time.Hour), now.Add(time.Minute), time.UnixMilli(0)} {
		p := push(t, s.URL, Options{})
		p.send(source.Batch{Source: "a.log", At: at, Lines: source.Block{Data: []byte(want(i, i+1)), Lines: 1}})
		p.end()
	}
	wantText(t, s, want(0, 4))
}

func TestSpoolFullIsTold(t *testing.T) {
	s := redistest.Start(t)
	p := push(t, s.URL, Options{SpoolSize: 1 << 20})
	p.lines(0, 10)
	sourcetest.Eventually(t, "the first lines are there", func() bool { return written(t, s) == want(0, 10) })
	s.Stop()
	p.lines(10, 60000)
	p.says("is down")
	p.lines(60000, 100000)
	s.Cont()
	p.end()
	p.says("lines and other records dropped: the spool is full")
	var have, lost int64
	var last exchange.Entry
	for _, e := range entries(t, s, streamKey, false) {
		if e.Kind == exchange.Notice {
			lost += e.Lost
			if !strings.Contains(e.Text, "lines were dropped") {
				t.Errorf("a notice says %q", e.Text)
			}
			continue
		}
		have += int64(e.N)
		last = e
	}
	// What was on its way when it was dropped counts as lost, and may come.
	if lost == 0 || have+lost < 100000 || have+lost > 100000+batchSize/40 {
		t.Errorf("%d lines are there and %d are said to be lost, of 100000", have, lost)
	}
	if !strings.HasSuffix(last.Text, want(99999, 100000)) {
		t.Errorf("the newest line is not there")
	}
}

func TestTrim(t *testing.T) {
	s := redistest.Start(t)
	dir := t.TempDir()
	const keep = 5000
	for i := range 10 { // restarts in between: less than keep lines in each
		p := push(t, s.URL, Options{Keep: keep, Spool: dir})
		p.lines(i*4000, i*4000+4000)
		p.end()
		lines := 0
		for _, e := range entries(t, s, streamKey, false) {
			lines += e.N
		}
		if least := min(keep, i*4000); lines < least*8/10 || lines > 4*keep {
			t.Errorf("after %d lines %d are kept, want about %d", i*4000+4000, lines, keep)
		}
	}
	p := push(t, s.URL, Options{Keep: keep, Spool: dir})
	p.lines(40000, 80000)
	p.end()
	lines := strings.Count(written(t, s), "\n")
	if lines < keep || lines > keep+keep/marks+2*blockSize/40 {
		t.Errorf("%d lines are kept, want about %d", lines, keep)
	}
}

func TestRefused(t *testing.T) {
	s := redistest.Start(t, "--requirepass", "secret")
	p := push(t, strings.Replace(s.URL, "://", "://:wrong@", 1), Options{})
	close(p.in)
	p.in = nil
	<-p.ended
	if p.err == nil || !strings.Contains(p.err.Error(), "password") || strings.Contains(fmt.Sprint(p.err, p.all()), "wrong@") {
		t.Errorf("it ended with %v", p.err)
	}
	p = push(t, strings.Replace(s.URL, "://", "://:secret@", 1), Options{})
	p.lines(0, 100)
	p.end()
	wantText(t, s, want(0, 100))
}

// A key of another type hides its own source only, and it is said.
func TestWrongType(t *testing.T) {
	s := redistest.Start(t)
	s.Do("SET", "rtwatch:{web1}:lines:b.log", "x")
	p := push(t, s.URL, Options{})
	p.send(source.Batch{Source: "b.log", Lines: source.Block{Data: []byte("x\n"), Lines: 1}})
	p.lines(0, 100)
	p.end()
	wantText(t, s, want(0, 100))
	p.says("WRONGTYPE")
}

// Two processes for one host: the second waits until the first has gone.
func TestOneWriter(t *testing.T) {
	s := redistest.Start(t)
	first := push(t, s.URL, Options{})
	first.lines(0, 100)
	first.says("sends to")
	second := push(t, s.URL, Options{})
	second.lines(100, 200)
	second.says("another rtwatch push writes for this host")
	sourcetest.Eventually(t, "the first lines are there", func() bool { return written(t, s) != "" })
	wantText(t, s, want(0, 100))
	first.end()
	second.end()
	wantText(t, s, want(0, 200))
}

// Everything on the server goes: what comes is there again.
func TestFlushAll(t *testing.T) {
	s := redistest.Start(t)
	p := push(t, s.URL, Options{})
	p.lines(0, 100)
	sourcetest.Eventually(t, "the first lines are there", func() bool { return written(t, s) == want(0, 100) })
	s.Do("FLUSHALL")
	p.lines(100, 200)
	p.end()
	wantText(t, s, want(100, 200))
	if got := fmt.Sprint(s.Do("ZRANGE", "rtwatch:{web1}:sources", "0", "-1")); got != "[a.log]" {
		t.Errorf("the sources are %s", got)
	}
}
