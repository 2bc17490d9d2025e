//go:build linux

package iostat

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	got, err := parseStat([]byte("cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2 3 4\n"))
	want := [idle + 1]float64{user: 10, nice: 20, system: 30, interrupt: 130, iowait: 50, steal: 80, idle: 40}
	if err != nil || got != want {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
	if got, err := parseStat([]byte("cpu  1 2 3 4")); err != nil || got[idle] != 4 || got[steal] != 0 {
		t.Errorf("an old kernel's line gives %v (%v)", got, err)
	}
	for _, text := range []string{"", "cpu  1 2 3\n", "intr 1 2 3 4 5\n"} {
		if _, err := parseStat([]byte(text)); err == nil {
			t.Errorf("%q is taken for CPU times", text)
		}
	}
}

func TestParseDiskstats(t *testing.T) {
	const text = `   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
   8       0 sda 100 1 2000 300 50 2 4000 600 0 700 900 0 0 0 0 0 0
   8       1 sda1 100 1 2000 300 50 2 4000 600 0 700 900
   8       2 sda2 1 2 3 4
 104       0 cciss/c0d0 1 0 8 1 0 0 0 0 0 1 1
nonsense
`
	got := parseDiskstats([]byte(text), map[string]bool{"loop0": true, "sda": true, "cciss/c0d0": true})
	if len(got) != 2 || got[1].name != "cciss/c0d0" {
		t.Fatalf("got %+v", got)
	}
	want := disk{
		name: "sda", reads: 100, writes: 50, read: 2000 * 512, written: 4000 * 512,
		readTime: 300, writeTime: 600, busyTime: 700, weightedTime: 900,
	}
	if got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
	if got := parseDiskstats([]byte(text), nil); len(got) != 3 {
		t.Errorf("without /sys there are %d disks, want 3", len(got))
	}
}

func TestRates(t *testing.T) {
	at := time.Now()
	last := counters{
		at:  at,
		cpu: [idle + 1]float64{user: 100, nice: 10, system: 50, interrupt: 5, iowait: 20, steal: math.NaN(), idle: 1000},
		disks: []disk{
			{name: "a", reads: 10, writes: 10, read: 1000, written: 0, readTime: 50, writeTime: 50, busyTime: 100, weightedTime: 100},
			{name: "back", reads: 10},
			{name: "gone"},
		},
	}
	now := counters{
		at:  at.Add(2 * time.Second),
		cpu: [idle + 1]float64{user: 140, nice: 20, system: 65, interrupt: 10, iowait: 19, steal: math.NaN(), idle: 1130},
		disks: []disk{
			{name: "a", reads: 30, writes: 20, read: 5000, written: 0, readTime: 100, writeTime: 150, busyTime: 1100, weightedTime: 2100},
			{name: "back", reads: 9},
			{name: "new", reads: 1},
		},
	}
	r := rates(&last, &now)
	if got, want := describe(r), `report
  cpu.user = 25 %
  cpu.system = 10 %
  cpu.iowait = 0 %
  cpu.idle = 65 %
  disk.a.reads = 10 1/s
  disk.a.writes = 5 1/s
  disk.a.read = 2000 B/s
  disk.a.write = 0 B/s
  disk.a.await = 5 ms
  disk.a.queue = 1 
  disk.a.util = 50 %
  table devices: reads/s | writes/s | read | written | await | queue | util
    a (50): 10.0 | 5.0 | 2.0 KiB/s | 0 B/s | 5.00 ms | 1.00 | 50.0 %
`; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if r := rates(&now, &now); r.hasCPU || r.table {
		t.Errorf("no time gives %s", describe(r))
	}
}

func TestReadCounters(t *testing.T) {
	c, err := readCounters(context.Background())
	if err != nil || c.cpu[idle] == 0 {
		t.Fatalf("got %+v (%v)", c, err)
	}
	for _, d := range c.disks {
		if strings.HasPrefix(d.name, "loop") && d.reads+d.writes == 0 {
			t.Errorf("%s was never used and is listed", d.name)
		}
	}
}

// A sum is as exact as what iostat says, not what is left of adding floats.
func TestSumsAreExact(t *testing.T) {
	for i := range 100_00 { // hundredths
		k := i * 7 % (100_01 - i)
		r := report{hasCPU: true, cpu: noValues()}
		r.cpu[user], r.cpu[nice] = float64(i)/100, float64(k)/100
		if got := r.batch(time.Now()).Samples[0]; got.Series != "cpu.user" || got.Value != float64(i+k)/100 {
			t.Fatalf("%v and %v of nice are %v", r.cpu[user], r.cpu[nice], got)
		}
	}
}
