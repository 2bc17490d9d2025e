package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/rtwatch/rtwatch/internal/source/iostat"
)

func newIostat(p process) *cobra.Command {
	var f watchFlags
	var o iostat.Options
	every := span{Duration: time.Second, least: 100 * time.Millisecond}
	c := &cobra.Command{
		Use:   "iostat [-- ARGS...]",
		Short: "Show CPU and device statistics as graphs",
		Long: `iostat runs the system's iostat and draws what it says. Where it is not
installed, rtwatch reads the same numbers from the system itself.`,
		Example: `  rtwatch iostat
  rtwatch iostat --interval 5s
  rtwatch iostat -- -x 2 sda`,
		RunE: func(c *cobra.Command, args []string) error {
			o.Args, o.Interval = args, every.Duration
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			w.samples = true
			if err := w.addIostat(o); err != nil {
				return err
			}
			return w.run(c.Context())
		},
	}
	f.register(c)
	c.Flags().Var(&every, "interval", "time between two reports")
	c.Flags().BoolVar(&o.Builtin, "builtin", false, "do not run iostat: read the numbers from the system")
	return c
}
