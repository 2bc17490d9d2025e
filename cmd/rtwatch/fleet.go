package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/rtwatch/rtwatch/internal/source/fleet"
)

func newFleet(p process) *cobra.Command {
	var f watchFlags
	var from string
	var files redisFiles
	c := &cobra.Command{
		Use:   "fleet --from URL",
		Short: "Show every host that rtwatch push sends to Redis",
		Long: `fleet shows what all hosts push to a Redis server or Cluster: their lines, named
HOST/SOURCE, in one log; their numbers as graphs, named HOST.SERIES; and a table
of the hosts, in which those that have fallen silent are marked. It reads only:
any number of people can watch.

It begins with the newest entries of each stream (an entry is one line or many,
as they came); -n says with how many.

The password comes from $REDIS_PASSWORD or --password-file.`,
		Example: `  rtwatch fleet --from redis://db.example
  rtwatch fleet --from redis://db.example --level error --filter source:web`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if from == "" {
				return usageError{errors.New("fleet needs --from"), "rtwatch fleet --from redis://HOST"}
			}
			w, err := p.watching(&f)
			if err != nil {
				return err
			}
			w.samples, w.hosts = true, true
			o := fleet.Options{Newest: fleet.Newest}
			if f.lines.set && !f.lines.fromStart {
				o.Newest = f.lines.n
			}
			if o.From, err = server("--from", from, files); err != nil {
				return err
			}
			if w.flags.settings.Layout == nil {
				// Where not all have room: which host is silent goes before how busy one is.
				w.flags.settings.Layout = []string{"table", "log", "graphs"}
			}
			w.talk(fleet.New(o))
			return w.run(c.Context())
		},
	}
	c.Flags().StringVar(&from, "from", "", "`URL` of Redis, as push --to has it")
	files.register(c.Flags())
	f.register(c)
	return c
}
