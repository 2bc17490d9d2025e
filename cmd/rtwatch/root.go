package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newRoot builds the command tree. Each watching command fills in what it
// watches; the flags they share are in watchFlags.
func newRoot(p process) *cobra.Command {
	var tellVersion bool
	root := &cobra.Command{
		Use:   "rtwatch",
		Short: "A live window on anything that moves",
		Long: `rtwatch watches whatever moves: log files, commands, host statistics, Redis
sorted sets. It shows lines and graphs on one time axis. It loses nothing, and
where it cannot keep a promise it says so on the screen.

On a terminal it opens a screen (? shows the keys). In a pipe, or with --plain,
it writes the lines as they are.`,
		Example: `  rtwatch tail --with iostat app.log     a log, and the machine's CPU above it
  rtwatch tail -n +1 app.log | grep x    a tail -F that loses nothing
  rtwatch redis --keys rank:game         a sorted set, as it changes`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 || tellVersion {
				return nil
			}
			return unknownCommand(c, args[0])
		},
		RunE: func(c *cobra.Command, _ []string) error {
			if tellVersion {
				_, err := fmt.Fprintln(p.out, "rtwatch", version())
				return err
			}
			return usageError{errors.New("no command given"), "rtwatch tail FILE follows a file; rtwatch --help lists all commands"}
		},
	}
	root.SetUsageFunc(printUsage)
	// cobra's own flag prints in another form, or by text/template, which keeps
	// the linker from leaving out methods: see TestBinarySize.
	root.Flags().BoolVarP(&tellVersion, "version", "v", false, "print the version")
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		hint := c.CommandPath() + " --help lists the flags"
		if !c.HasParent() {
			hint = "flags belong to a command, such as rtwatch tail; rtwatch --help lists the commands"
		}
		return usageError{wholeNumber(err), hint}
	})
	root.AddCommand(newTail(p), newIostat(p), newRedis(p), newRun(p), newFeed(p), newPush(p), newFleet(p), newConfig(p))
	return root
}

// unknownCommand says that there is no such command, and which ones are near.
func unknownCommand(c *cobra.Command, name string) error {
	hint := "rtwatch --help lists the commands; rtwatch tail FILE follows a file"
	if near := c.SuggestionsFor(name); len(near) > 0 {
		hint = "did you mean rtwatch " + strings.Join(near, " or rtwatch ") + "?"
	}
	return usageError{errors.New("unknown command " + quote(name)), hint}
}

// usageArgs makes the mistakes that cobra finds in the arguments usage errors.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{wholeNumber(err), c.CommandPath() + " --help tells how to call it"}
		}
		return nil
	}
}

// wholeNumber says of a flag that wants a number what pflag says in strconv's
// words.
func wholeNumber(err error) error {
	if bad := new(pflag.InvalidValueError); errors.As(err, &bad) && errors.As(err, new(*strconv.NumError)) {
		return fmt.Errorf("--%s %q: want a whole number", bad.GetFlag().Name, bad.GetValue())
	}
	return err
}
