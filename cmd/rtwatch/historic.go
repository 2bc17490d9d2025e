package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// historic returns args with tail's -20 as -n 20, which POSIX has given up and
// fingers have not.
func historic(root *cobra.Command, args []string) []string {
	if len(args) == 0 || args[0] != "tail" {
		return args
	}
	c, _, err := root.Find(args[:1])
	if err != nil {
		return args
	}
	var all []string
	for i, a := range args {
		if a == "--" {
			return append(all, args[i:]...)
		}
		digits, is := strings.CutPrefix(a, "-")
		if is && digits != "" && strings.Trim(digits, "0123456789") == "" && !takesValue(c.Flags(), args[i-1]) {
			all = append(all, "-n", digits)
		} else {
			all = append(all, a)
		}
	}
	return all
}

// takesValue reports whether what follows an argument is the value of a flag.
func takesValue(flags *pflag.FlagSet, arg string) bool {
	var f *pflag.Flag
	if name, long := strings.CutPrefix(arg, "--"); long {
		f = flags.Lookup(name) // none with its value in it
	} else if len(arg) == 2 && arg[0] == '-' {
		f = flags.ShorthandLookup(arg[1:])
	}
	return f != nil && f.NoOptDefVal == ""
}
