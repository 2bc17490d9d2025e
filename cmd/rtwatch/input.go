package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/iostat"
	"github.com/rtwatch/rtwatch/internal/source/redis"
	"github.com/rtwatch/rtwatch/internal/source/run"
	"github.com/rtwatch/rtwatch/internal/source/tail"
)

// inputs are what a watch reads. Files are gathered, because one follower
// serves them all.
type inputs struct {
	paths      []string // with - for standard input
	poll       bool
	rotateWait time.Duration
	others     []source.Source
	beside     []source.Source // that are waited for by nobody
	talking    int             // of others: those that send lines
}

// add takes a --with SPEC: a path, -, iostat, redis://…?keys=…, run:CMD.
func (in *inputs) add(spec string) error {
	command, isRun := strings.CutPrefix(spec, "run:")
	switch {
	case spec == "":
		return withError(spec, errors.New("want a path, -, iostat, redis://HOST?keys=K or run:CMD"))
	case spec == "iostat":
		return in.addIostat(iostat.Options{Interval: time.Second})
	case isRun:
		argv, err := words(command)
		if err != nil {
			return withError(spec, err)
		}
		if err := in.addRun(run.Options{Argv: argv}); err != nil {
			return withError(spec, err)
		}
	case isRedis(spec):
		o, err := redisSpec(spec)
		if err != nil {
			return err
		}
		return in.addRedis(o)
	case strings.Contains(spec, "://"):
		return withError(spec, errors.New("only redis://, rediss://, redis+sentinel://, redis+cluster:// and unix:// addresses can be watched"))
	default:
		in.paths = append(in.paths, spec)
	}
	return nil
}

func withError(spec string, err error) error { return usage("--with %s: %w", quote(spec), err) }

// A constructor looks at its options only, so that its error is a mistake in
// the command line.

func (in *inputs) addIostat(o iostat.Options) error {
	src, err := iostat.New(o)
	if err != nil {
		return usageError{error: err}
	}
	in.others = append(in.others, src)
	return nil
}

func (in *inputs) addRedis(o redis.Options) error {
	src, err := redis.New(o)
	if err != nil {
		return usageError{error: err}
	}
	in.talk(src)
	return nil
}

func (in *inputs) addRun(o run.Options) error {
	src, err := run.New(o)
	if err != nil {
		return usageError{error: err}
	}
	in.talk(src)
	return nil
}

// talk adds a source that sends lines.
func (in *inputs) talk(src source.Source) {
	in.others = append(in.others, src)
	in.talking++
}

// open makes the sources, the follower of all files first.
func (in *inputs) open(f *watchFlags, stdin io.Reader, screen bool) ([]source.Source, error) {
	var sources []source.Source
	var files []string
	for _, p := range in.paths {
		switch {
		case p == "":
			return nil, usage("a file's name is empty")
		case p != "-":
			files = append(files, p)
		case len(sources) == 0:
			sources = append(sources, tail.NewReader("-", stdin, f.backlog()))
		}
	}
	if len(files) > 0 {
		t, err := tail.New(tail.Options{
			Paths: files, Start: f.start(screen), NoFollow: f.noFollow, Poll: in.poll, RotateWait: in.rotateWait,
			Past: screen, Rotated: f.rotated,
		})
		if err != nil {
			return nil, usageError{error: err}
		}
		sources = append(sources, t)
	}
	return append(sources, in.others...), nil
}

// several reports whether lines come from more than one file, so that each
// needs its name from the start, as in tail.
func (in *inputs) several() bool {
	n := len(in.paths)
	for _, p := range in.paths {
		if strings.ContainsAny(p, "*?[") {
			n++
		} else if info, err := os.Stat(p); err == nil && info.IsDir() {
			n++
		}
	}
	return n > 1
}

// single reports whether all lines come from one input, so that none can tear
// another's. A command has two: what it says, and its errors.
func (in *inputs) single() bool { return len(in.paths) == 1 && in.talking == 0 && !in.several() }

// names says what is watched, for the screen's first line.
func (in *inputs) names() []string {
	names := append([]string(nil), in.paths...)
	for _, s := range in.others {
		names = append(names, s.Name())
	}
	if len(names) > 3 {
		names = append(names[:3], fmt.Sprintf("+%d", len(names)-3))
	}
	return names
}
