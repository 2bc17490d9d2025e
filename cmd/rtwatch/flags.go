package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rtwatch/rtwatch/internal/source/tail"
)

// watchFlags are the flags that every watching command takes.
type watchFlags struct {
	with     []string
	lines    lineCount
	noFollow bool
	plain    bool
	output   choice
	memory   byteSize
}

func (f *watchFlags) register(c *cobra.Command) {
	f.output = choice{value: "text", allowed: []string{"text", "json"}}
	flags := c.Flags()
	flags.StringArrayVar(&f.with, "with", nil, "one more source, any number of times; `SPEC` is a path, -, iostat, redis://HOST?keys=K or run:CMD")
	flags.VarP(&f.lines, "lines", "n", "begin `N` lines before a file's end, or with +N at line N (default 10; on the screen its last 16 MiB)")
	flags.BoolVar(&f.plain, "plain", false, "no screen: write the lines as they are (the default where output is no terminal)")
	flags.Var(&f.output, "output", "what a plain line looks like: text or json (implies --plain)")
	flags.Var(&f.memory, "memory", "keep at most so many `BYTES` of lines, such as 64MiB (default 256MiB)")
	flags.SortFlags = false
}

// start is the place in a file that the flags ask for; without --lines,
// plain output begins where tail does and the screen with enough to scroll.
func (f *watchFlags) start(screen bool) tail.Start {
	switch {
	case f.lines.set && f.lines.fromStart:
		return tail.Start{FromLine: max(f.lines.n, 1)}
	case f.lines.set:
		return tail.Start{LastLines: f.lines.n}
	case screen:
		return tail.Start{LastBytes: screenHistory}
	default:
		return tail.Start{LastLines: defaultLines}
	}
}

// defaultLines is tail's default; screenHistory is how much of a file's end
// the screen can scroll back over at once, in bytes: read in about 5 ms.
const (
	defaultLines  = 10
	screenHistory = 16 << 20
)

// lineCount is the value of -n: N or +N, as POSIX tail takes it.
type lineCount struct {
	n         int
	fromStart bool
	set       bool
}

func (l *lineCount) Set(s string) error {
	digits := strings.TrimPrefix(s, "+")
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return fmt.Errorf("want a number of lines below 2 billion, such as 10, or +1 for the first line on")
	}
	*l = lineCount{n: int(n), fromStart: digits != s, set: true}
	return nil
}

func (l *lineCount) String() string {
	if !l.set {
		return ""
	}
	if l.fromStart {
		return "+" + strconv.Itoa(l.n)
	}
	return strconv.Itoa(l.n)
}

func (l *lineCount) Type() string { return "N" }

// choice is a flag with a few allowed values.
type choice struct {
	value   string
	allowed []string
	set     bool
}

func (c *choice) Set(s string) error {
	for _, a := range c.allowed {
		if s == a {
			c.value, c.set = s, true
			return nil
		}
	}
	return fmt.Errorf("want %s", strings.Join(c.allowed, " or "))
}

func (c *choice) String() string { return c.value }

func (c *choice) Type() string { return strings.Join(c.allowed, "|") }

// byteSize is a number of bytes with a unit: 512, 64K, 64KiB, 1.5GiB, 20MB.
// K, M and G alone are powers of 1024, as in GNU tools.
type byteSize int64

func (b *byteSize) Set(s string) error {
	digits := strings.TrimRight(s, "iBkKmMgGb")
	unit, ok := map[string]float64{
		"": 1, "b": 1, "k": 1 << 10, "kib": 1 << 10, "kb": 1e3,
		"m": 1 << 20, "mib": 1 << 20, "mb": 1e6, "g": 1 << 30, "gib": 1 << 30, "gb": 1e9,
	}[strings.ToLower(s[len(digits):])]
	n, err := strconv.ParseFloat(digits, 64)
	// NaN fails both comparisons.
	if err != nil || !ok || !(n*unit >= minMemory && n*unit <= 1<<40) {
		return fmt.Errorf("want a size from 1MiB to 1TiB, such as 64MiB")
	}
	*b = byteSize(n * unit)
	return nil
}

const minMemory = 1 << 20

func (b *byteSize) String() string {
	if *b == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*b), 10)
}

func (b *byteSize) Type() string { return "BYTES" }

// span is a time that is given as seconds, 5 or 0.5, or with a unit, 1m30s.
type span struct {
	time.Duration
	least time.Duration
}

func (d *span) Set(s string) error {
	v, err := time.ParseDuration(s)
	if sec, numErr := strconv.ParseFloat(s, 64); numErr == nil && sec >= 0 && sec < 1e9 {
		v, err = time.Duration(sec*float64(time.Second)), nil
	}
	if err != nil || v < d.least {
		return fmt.Errorf("want a time of at least %v, such as 5 (seconds) or 500ms", d.least)
	}
	d.Duration = v
	return nil
}

func (d *span) Type() string { return "TIME" }
