package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func newTail(p process) *cobra.Command {
	var f watchFlags
	var poll bool
	wait := span{Duration: 5 * time.Second, least: 100 * time.Millisecond}
	c := &cobra.Command{
		Use:   "tail FILE...",
		Short: "Follow files, through rotation and truncation, losing nothing",
		Long: `tail follows files as they grow: files, glob patterns in quotes, directories,
and - for standard input. A file may be missing yet; it is read once it is
there. Rotation, truncation and replacement are followed without losing,
doubling or tearing a line.

Of standard input, all is shown. With -n N it is the last N lines of what comes
before its first pause (of all, with --no-follow), and then what comes; with
-n +N the first lines are left out. -20 is -n 20.`,
		Example: `  rtwatch tail /var/log/syslog
  rtwatch tail --with iostat 'logs/*.log'
  make 2>&1 | rtwatch tail -`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				if term.IsTerminal(int(p.in.Fd())) {
					return usageError{errors.New("tail needs a file"), "rtwatch tail FILE follows a file; command | rtwatch tail shows its output"}
				}
				args = []string{"-"}
			}
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			w.paths = append(args, w.paths...)
			w.poll, w.rotateWait = poll, wait.Duration
			return w.run(c.Context())
		},
	}
	f.register(c)
	c.Flags().BoolVar(&f.noFollow, "no-follow", false, "end at the end of what there is")
	c.Flags().Var(&wait, "rotate-wait", "close a rotated file once it was quiet for so long")
	c.Flags().BoolVar(&f.rotated, "rotated", false, "begin with the rotated files beside a file (app.log.1, app.log.2.gz), the oldest first")
	c.Flags().BoolVar(&poll, "poll", false, "look at files by the clock, not by file system events")
	// Fingers that know tail type these.
	c.Flags().BoolP("follow", "f", true, "follow, as rtwatch does anyway")
	c.Flags().BoolP("retry", "F", true, "the same")
	for _, name := range []string{"follow", "retry"} {
		c.Flags().Lookup(name).Hidden = true
	}
	return c
}
