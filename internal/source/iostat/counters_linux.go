package iostat

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// countersFrom says in notices where the numbers come from.
const countersFrom = "/proc"

// readCounters reads /proc/stat and /proc/diskstats: 20 µs, where asking
// gopsutil costs a look into udev's files for every disk.
func readCounters(context.Context) (counters, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return counters{}, fmt.Errorf("read CPU times: %w", err)
	}
	c := counters{at: time.Now()}
	if c.cpu, err = parseStat(stat); err != nil {
		return counters{}, err
	}
	// Some containers have no diskstats; the CPU is worth showing alone.
	if text, err := os.ReadFile("/proc/diskstats"); err == nil {
		c.disks = parseDiskstats(text, wholeDisks())
	}
	return c, nil
}

// wholeDisks is the set of block devices that are not partitions, nil if that
// cannot be known.
func wholeDisks() map[string]bool {
	dir, err := os.ReadDir("/sys/block")
	if err != nil {
		return nil
	}
	all := make(map[string]bool, len(dir))
	for _, entry := range dir {
		all[strings.ReplaceAll(entry.Name(), "!", "/")] = true
	}
	return all
}

// parseStat reads the first line of /proc/stat, proc(5):
//
//	cpu  user nice system idle iowait irq softirq steal guest guest_nice
//
// Guests' time is in user and nice already.
func parseStat(text []byte) (cpu [idle + 1]float64, err error) {
	line, _, _ := bytes.Cut(text, []byte{'\n'})
	f := numbers(line)
	if len(f) < 5 || !bytes.HasPrefix(line, []byte("cpu ")) {
		return cpu, fmt.Errorf("/proc/stat begins with %q, not with the CPU's times", cut(line))
	}
	f = append(f, make([]float64, 9)...) // old kernels have fewer
	cpu[user], cpu[nice], cpu[system], cpu[idle] = f[1], f[2], f[3], f[4]
	cpu[iowait], cpu[interrupt], cpu[steal] = f[5], f[6]+f[7], f[8]
	return cpu, nil
}

// parseDiskstats reads /proc/diskstats (the kernel's iostats.rst), without
// partitions and what was never used, such as spare loop devices.
func parseDiskstats(text []byte, whole map[string]bool) []disk {
	const sector = 512
	var all []disk
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) < 14 {
			continue // a partition's short line on kernels before 2.6.25
		}
		name := string(fields[2])
		f := numbers(line)[3:]
		if f[0]+f[4] == 0 || whole != nil && !whole[name] {
			continue
		}
		all = append(all, disk{
			name:  name,
			reads: f[0], read: f[2] * sector, readTime: f[3],
			writes: f[4], written: f[6] * sector, writeTime: f[7],
			busyTime: f[9], weightedTime: f[10],
		})
	}
	return all
}

// numbers returns the fields of a line as numbers, words as zero.
func numbers(line []byte) []float64 {
	var all []float64
	for field := range bytes.FieldsSeq(line) {
		n, _ := strconv.ParseUint(string(field), 10, 64)
		all = append(all, float64(n))
	}
	return all
}
