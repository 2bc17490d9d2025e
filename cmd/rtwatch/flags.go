package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source/tail"
)

// watchFlags are the flags that every watching command takes.
type watchFlags struct {
	with     []string
	lines    lineCount
	fromEnd  bool // without --lines
	noFollow bool
	plain    bool
	output   choice
	memory   byteSize
	rotated  bool
	filters  []string
	level    choice
	since    moment
	until    moment
	settings settings
	serve    serveFlags
}

func (f *watchFlags) register(c *cobra.Command) {
	f.output = choice{value: "text", allowed: []string{"text", "json"}}
	f.level = choice{allowed: levels}
	flags := c.Flags()
	flags.SortFlags = false
	group(flags, inputFlags, func(flags *pflag.FlagSet) {
		flags.StringArrayVar(&f.with, "with", nil, "one more source, any number of times; `SPEC` is a path, -, iostat, redis://HOST?keys=K or run:CMD")
		flags.VarP(&f.lines, "lines", "n", "begin `N` lines before the end of a file or a pipe, or with +N at line N (default 10, a pipe all; the first on the screen and with filters)")
		memoryFlag(flags, &f.memory)
	})
	group(flags, filterFlags, func(flags *pflag.FlagSet) {
		flags.StringArrayVar(&f.filters, "filter", nil, "show only what `EXPR` matches, such as error, /time(d )?out/, status>=500 or !healthz (repeatable)")
		flags.Var(&f.level, "level", "show only this `LEVEL` and higher ones: "+strings.Join(levels, ", "))
		flags.Var(&f.since, "since", "show only what is not older than `TIME`: 10m (ago), 10:42, 2026-11-22T10:42")
		flags.Var(&f.until, "until", "show only what is not newer than `TIME`")
	})
	group(flags, outputFlags, func(flags *pflag.FlagSet) {
		flags.BoolVar(&f.plain, "plain", false, "no screen: write the lines as they are (the default where output is no terminal)")
		flags.Var(&f.output, "output", "what a plain line looks like: text or json (implies --plain)")
	})
	group(flags, httpFlags, f.serve.register)
	f.settings.register(c)
	completeValues(c)
}

// group adds flags that stand together in the help.
func group(to *pflag.FlagSet, name string, register func(*pflag.FlagSet)) {
	some := pflag.NewFlagSet("", pflag.ContinueOnError)
	some.SortFlags = false
	register(some)
	some.VisitAll(func(f *pflag.Flag) { note(f, groupNote, name) })
	to.AddFlagSet(some)
}

// start is the place in a file that the flags ask for; without --lines,
// plain output begins where tail does and the screen with enough to scroll.
func (f *watchFlags) start(screen bool) tail.Start {
	switch {
	case f.lines.set && f.lines.fromStart:
		return tail.Start{FromLine: max(f.lines.n, 1)}
	case f.lines.set:
		return tail.Start{LastLines: f.lines.n}
	case f.fromEnd:
		return tail.Start{}
	case screen:
		return tail.Start{} // all that is there, as its past
	case !f.since.IsZero():
		return tail.Start{Since: f.since.Time}
	case f.rotated || len(f.queries()) > 0: // of what matches, all: as grep has it
		return tail.Start{FromLine: 1}
	default:
		return tail.Start{LastLines: defaultLines}
	}
}

// backlog is the part of standard input that the flags ask for: all, without
// --lines.
func (f *watchFlags) backlog() tail.Backlog {
	switch {
	case !f.lines.set:
		return tail.Backlog{}
	case f.lines.fromStart:
		return tail.Backlog{From: f.lines.n}
	}
	return tail.Backlog{Limited: true, Last: f.lines.n, Ended: f.noFollow}
}

// queries are the filters that the flags ask for.
func (f *watchFlags) queries() []string {
	all := slices.Clone(f.filters)
	if f.level.set {
		all = append(all, "level>="+f.level.value)
	}
	if !f.since.IsZero() {
		all = append(all, "time>="+f.since.Format(time.RFC3339Nano))
	}
	if !f.until.IsZero() {
		all = append(all, "time<="+f.until.Format(time.RFC3339Nano))
	}
	return all
}

// zone is the one that times are shown and read in.
func (f *watchFlags) zone() *time.Location {
	if f.settings.UTC {
		return time.UTC
	}
	return time.Local
}

// query is what matches all of queries; nil if there are none.
func (f *watchFlags) query() (*query.Query, error) {
	var all []*query.Query
	for _, text := range f.queries() {
		q, err := query.Parse(text, query.Options{Now: time.Now(), Zone: f.zone()})
		if err != nil {
			return nil, usage("--filter %w", err)
		}
		all = append(all, q)
	}
	return query.All(all...), nil
}

var levels = []string{"trace", "debug", "info", "notice", "warn", "error", "fatal"}

// defaultLines is tail's default.
const defaultLines = 10

// lineCount is the value of -n: N or +N, as POSIX tail takes it.
type lineCount struct {
	n         int
	fromStart bool
	set       bool
}

func (l *lineCount) Set(s string) error {
	digits, fromStart := strings.CutPrefix(s, "+")
	if !fromStart {
		digits = strings.TrimPrefix(s, "-") // tail takes -n -5 for -n 5
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return fmt.Errorf("want a number of lines below 2 billion, such as 10, or +1 for the first line on")
	}
	*l = lineCount{n: int(n), fromStart: fromStart, set: true}
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

// memoryFlag adds --memory, the one flag besides the screen's that may stand in
// the config file.
func memoryFlag(flags *pflag.FlagSet, b *byteSize) {
	flags.Var(b, "memory", "keep at most so many `BYTES` of lines, such as 64MiB (default 256MiB)")
	note(flags.Lookup("memory"), configNote, "")
}

func (b *byteSize) String() string {
	if *b == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*b), 10)
}

func (b *byteSize) Type() string { return "BYTES" }

// moment is a point in time: so long ago, a time of the last 24 hours, or a
// date with or without a time.
type moment struct {
	time.Time
	text string
	now  time.Time // when it was read
}

func (m *moment) Set(s string) error {
	now := time.Now()
	t, ok := query.ParseTime(s, now, time.Time{})
	if !ok {
		return errors.New("want a time such as 10m (ago), 10:42 or 2026-11-22T10:42")
	}
	*m = moment{t, s, now}
	return nil
}

// in reads the text again as a time of a zone, which is known only once all flags
// are.
func (m *moment) in(zone *time.Location) {
	if m.text != "" {
		m.Time, _ = query.ParseTime(m.text, m.now.In(zone), time.Time{})
	}
}

func (m *moment) String() string { return m.text }

func (m *moment) Type() string { return "TIME" }

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
