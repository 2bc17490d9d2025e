package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/rtwatch/rtwatch/internal/source/run"
)

func newRun(p process) *cobra.Command {
	var f watchFlags
	var o run.Options
	c := &cobra.Command{
		Use:   "run -- COMMAND [ARGS...]",
		Short: "Run a command and show its output",
		Long: `run starts a command without a shell and shows what it writes. It ends the
command when rtwatch ends; when the command has ended by itself, rtwatch ends
with its exit code.`,
		Example: `  rtwatch run -- make test
  rtwatch run --restart --with iostat -- ./server --verbose`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("run needs a command"), "rtwatch run -- make test; rtwatch run --help tells more"}
			}
			o.Argv = args
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			src, err := run.New(o)
			if err != nil {
				return usageError{error: err}
			}
			w.talk(src)
			w.stderr = src.ErrorLabel()
			if err := w.run(c.Context()); err != nil {
				return err
			}
			if end := src.Ended(); end != nil && !end.OK() {
				return statusError(end.Code())
			}
			return nil
		},
	}
	f.register(c)
	c.Flags().BoolVar(&o.Restart, "restart", false, "run the command again when it ends")
	c.Flags().SetInterspersed(false)
	return c
}
