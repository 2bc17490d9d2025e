package iostat

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/run"
)

// child runs iostat and sends what it reports.
func (s *Source) child(ctx context.Context, out chan<- source.Batch, path string) error {
	own := len(s.options.Args) > 0
	v := probe(ctx, path)
	plan := planFor(runtime.GOOS, v, s.options.Args, s.options.Interval)

	// TERM to the group ends it; what it says then is of no use.
	running, end := context.WithCancel(ctx)
	defer end()
	p, err := run.Start(running, run.Command{Argv: append([]string{path}, plan.args...), Env: environ(run.Environ())})
	if err != nil {
		return err
	}
	started := "iostat " + strings.Join(plan.args, " ")
	if v.sysstat() {
		started += ", of sysstat " + v.String()
	}
	say(ctx, out, source.Notice{State: source.StateLive, Text: started})

	var errs bytes.Buffer
	var reader sync.WaitGroup
	reader.Go(func() {
		_, _ = io.Copy(&errs, io.LimitReader(p.Stderr, maxErrors))
		_, _ = io.Copy(io.Discard, p.Stderr)
	})
	c := collector{send: func(b source.Batch) { source.Send(ctx, out, b) }}
	err = c.collect(p.Stdout, plan.sinceBoot)
	if err != nil {
		end()
		_, _ = io.Copy(io.Discard, p.Stdout)
	}
	reader.Wait()
	exit := p.Wait()
	c.sum()

	said := ""
	if text := firstLine(errs.Bytes()); text != "" {
		said = ": " + text
	}
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return fmt.Errorf("read iostat's output: %w", err)
	case own && !exit.OK() && c.reports == 0:
		return source.Permanent(fmt.Errorf("iostat %s: %v%s", strings.Join(plan.args, " "), exit, said))
	case own && exit.OK() && c.reports == 0:
		say(ctx, out, source.Notice{Severity: source.Warn, Text: "iostat ended without a report but its first, the average since boot, which is not shown"})
		return nil
	case own && exit.OK():
		return nil
	}
	return fmt.Errorf("iostat: %v%s", exit, said)
}

// collector sends what the parsers find.
type collector struct {
	send    func(source.Batch)
	reports int
	odd     int64 // lines not understood
}

// collect reads iostat's output to its end: JSON if it looks like that, else
// text.
func (c *collector) collect(in input, sinceBoot bool) error {
	buffered := bufio.NewReader(in)
	first, err := buffered.Peek(1)
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	if first[0] == '{' {
		return (&document{sink: sink{c.report, c.bad}, skip: sinceBoot}).read(buffered)
	}
	return newText(sink{c.report, c.bad}, sinceBoot).read(buffered, in)
}

func (c *collector) report(r report) {
	c.reports++
	if b := r.batch(time.Now()); !b.Empty() {
		c.send(b)
	}
}

// bad tells of the first line that was not understood and counts the others.
func (c *collector) bad(line []byte) {
	if c.odd++; c.odd > 1 {
		return
	}
	c.notice(source.Notice{
		Severity: source.Warn, Lost: 1,
		Text: fmt.Sprintf("a line of iostat's is not understood: %q; more of them are counted", cut(line)),
	})
}

// sum tells of the others at the end.
func (c *collector) sum() {
	if c.odd > 1 {
		c.notice(source.Notice{
			Severity: source.Warn, Lost: c.odd - 1,
			Text: fmt.Sprintf("%d more lines of iostat's were not understood", c.odd-1),
		})
	}
}

func (c *collector) notice(n source.Notice) {
	c.send(source.Batch{Source: label, Notices: []source.Notice{n}})
}

// probe asks iostat for its version. One that does not know the question, or
// does not answer, is not sysstat's.
func probe(ctx context.Context, path string) version {
	ctx, end := context.WithTimeout(ctx, probeFor)
	defer end()
	p, err := run.Start(ctx, run.Command{Argv: []string{path, "-V"}, Env: environ(run.Environ())})
	if err != nil {
		return version{}
	}
	var reader sync.WaitGroup
	reader.Go(func() { _, _ = io.Copy(io.Discard, p.Stderr) })
	text, _ := io.ReadAll(io.LimitReader(p.Stdout, maxErrors))
	end() // it may be one that reports for ever
	_, _ = io.Copy(io.Discard, p.Stdout)
	reader.Wait()
	p.Wait()
	return versionOf(string(text))
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte{'\n'})
	return string(cut(line))
}

// cut shortens what is quoted.
func cut(text []byte) []byte {
	if len(text) <= maxQuote {
		return text
	}
	return append(bytes.Clone(text[:maxQuote]), "…"...)
}
