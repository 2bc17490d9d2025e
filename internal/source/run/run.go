// Package run is the source behind rtwatch run: a command whose output is
// watched. It starts the command, cuts what it writes into blocks of lines,
// and sees to it that the command and its children end when rtwatch does.
//
//	command ─pipe─▶ lines ──Batch──▶ channel
//	   └─stderr─▶ lines ──Batch──────▶
//
// Start and Process, the part that keeps a child, serve other sources that
// run a tool, such as iostat. What a line means is not this package's concern.
package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Options say what to run.
type Options struct {
	// Argv is the program, looked up in PATH, and its arguments. No shell is
	// involved unless it is named.
	Argv []string
	// Restart makes every end of the command a failure, which has the
	// supervisor start it again after its backoff.
	Restart bool
}

// Source is a command as a source. It runs in Environ. The lines of its standard output are
// labelled with the command, such as "make test", those of its standard error
// with the same and " (stderr)". Lines of one are in order; between the two
// there is no order but that of arrival, since they are two pipes.
type Source struct {
	options Options
	label   string
	ended   atomic.Pointer[Exit] // how the last run ended, if it did by itself
}

var errNoCommand = errors.New("no command given; write it after --, such as rtwatch run -- make test")

// New returns a Source for o. It starts nothing.
func New(o Options) (*Source, error) {
	if len(o.Argv) == 0 || o.Argv[0] == "" {
		return nil, errNoCommand
	}
	o.Argv = slices.Clone(o.Argv)
	return &Source{options: o, label: label(o.Argv)}, nil
}

// Name is the command as its user would call it, such as "make test".
func (s *Source) Name() string { return s.label }

// ErrorLabel is the label of what the command writes to its standard error.
func (s *Source) ErrorLabel() string { return s.label + " (stderr)" }

// Run runs the command once, as source.Source has it. Its end is a notice
// behind its last lines, a Warn unless it succeeded; with Options.Restart it
// is an error instead. A command that cannot be found or run is a permanent
// error.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	if ctx.Err() != nil {
		return nil
	}
	command, end := context.WithCancelCause(ctx)
	defer end(nil)
	p, err := Start(command, Command{Argv: s.options.Argv})
	if err != nil {
		return err
	}
	s.say(ctx, out, source.Notice{State: source.StateLive})

	var readers sync.WaitGroup
	read := func(r *Pipe, label string) {
		if err := lines(ctx, r, label, out); err != nil {
			end(fmt.Errorf("read the output of %s: %w", s.label, err))
		}
	}
	readers.Go(func() { read(p.Stdout, s.label) })
	readers.Go(func() { read(p.Stderr, s.ErrorLabel()) })
	readers.Wait()
	exit := p.Wait()

	switch {
	case ctx.Err() != nil:
		return nil
	case command.Err() != nil:
		return context.Cause(command)
	case s.options.Restart:
		return errors.New(exit.String())
	}
	s.ended.Store(&exit)
	last := source.Notice{State: source.StateEnded, Text: exit.String()}
	if !exit.OK() || exit.Left || exit.Held {
		last.Severity = source.Warn
	}
	s.say(ctx, out, last)
	return nil
}

// Ended tells how the command ended; nil if it has not, by itself. Safe for
// concurrent use.
func (s *Source) Ended() *Exit { return s.ended.Load() }

func (s *Source) say(ctx context.Context, out chan<- source.Batch, n source.Notice) {
	source.Send(ctx, out, source.Batch{Source: s.label, Notices: []source.Notice{n}})
}

// label makes a short name of a command line: without the program's folder,
// and of "sh -c SCRIPT" the script.
func label(argv []string) string {
	program := filepath.Base(argv[0])
	words := append([]string{program}, argv[1:]...)
	if len(argv) == 3 && argv[1] == "-c" && strings.HasSuffix(program, "sh") {
		words = argv[2:]
	}
	text := strings.Join(strings.Fields(strings.Join(words, " ")), " ")
	if text == "" {
		text = program
	}
	if utf8.RuneCountInString(text) > maxLabel {
		text = string([]rune(text)[:maxLabel-1]) + "…"
	}
	return text
}
