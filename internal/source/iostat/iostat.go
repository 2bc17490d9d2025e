// Package iostat is the source behind rtwatch iostat: CPU and device
// statistics, as samples and a table. It runs the system's iostat and parses
// what it prints, or reads the same numbers itself where there is none.
//
//	iostat ─pipe─▶ text │ document ─▶ report ─▶ Batch
//	/proc, gopsutil ─▶ counters ────────┘
//
// It makes no lines: iostat's own text is tables for people, and would drown
// the log beside it.
package iostat

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// label is the name of the source and of its batches.
const label = "iostat"

// Options say how to get the numbers.
type Options struct {
	// Args are given to iostat in place of rtwatch's own. Without an interval
	// among them, Interval is added.
	Args []string
	// Interval is the time between two reports; zero means 1 s. iostat itself
	// knows whole seconds only, and gets the next greater one.
	Interval time.Duration
	// Builtin reads the system's counters without iostat.
	Builtin bool
}

// Source sends, for each report, the samples
//
//	cpu.user (with nice), .system, .iowait, .steal, .idle              %
//	disk.NAME.reads, .writes                                           1/s
//	disk.NAME.read, .write                                             B/s
//	disk.NAME.await (mean of reads and writes), .queue, .util          ms, plain, %
//	disk.NAME.tps, .throughput     where the platform has both ways as one sum only
//
// and the table "devices" of the same. What a platform does not have is not
// sent. The time of a sample is that of its arrival.
type Source struct {
	options Options
	program string // iostat, looked for in PATH
}

// New checks o. It starts nothing.
func New(o Options) (*Source, error) {
	if o.Interval == 0 {
		o.Interval = defaultInterval
	}
	if o.Interval < leastInterval {
		return nil, fmt.Errorf("interval %v is too short, the least is %v", o.Interval, leastInterval)
	}
	if o.Builtin && len(o.Args) > 0 {
		return nil, errors.New("arguments for iostat make no sense with the built-in reader")
	}
	o.Args = slices.Clone(o.Args)
	return &Source{options: o, program: "iostat"}, nil
}

// Name is "iostat".
func (s *Source) Name() string { return label }

// Run sends reports, as source.Source has it. It returns nil by itself only if
// an iostat with Options.Args has ended well.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	if ctx.Err() != nil {
		return nil
	}
	if s.options.Builtin {
		say(ctx, out, source.Notice{State: source.StateLive, Text: "built in: reading " + countersFrom})
		return s.count(ctx, out)
	}
	path, err := exec.LookPath(s.program)
	if err != nil {
		missing := source.Notice{
			State: source.StateLive,
			Text:  "iostat is not installed: reading " + countersFrom + " itself; the sysstat package has it",
		}
		if len(s.options.Args) > 0 {
			missing.Severity = source.Warn
			missing.Text += "; its arguments are without effect"
		}
		say(ctx, out, missing)
		return s.count(ctx, out)
	}
	return s.child(ctx, out, path)
}

func say(ctx context.Context, out chan<- source.Batch, n source.Notice) {
	source.Send(ctx, out, source.Batch{Source: label, Notices: []source.Notice{n}})
}
