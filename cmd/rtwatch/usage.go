package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// printUsage prints how to call a command: its flags in groups, its own first.
func printUsage(c *cobra.Command) error {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if c.Runnable() && c.HasParent() {
		fmt.Fprintf(&b, "  %s\n", c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s [command]\n", c.CommandPath())
	}
	if c.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	for _, g := range flagGroups(c) {
		fmt.Fprintf(&b, "\n%s:\n%s", g.title, g.flags.FlagUsages())
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s [command] --help tells more about a command.\n", c.CommandPath())
	}
	_, err := fmt.Fprint(c.OutOrStderr(), b.String())
	return err
}

// flagGroup is flags that belong together.
type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// flagGroups returns the flags of a command: first those that only it has.
func flagGroups(c *cobra.Command) []flagGroup {
	titles := []string{"Flags", inputFlags, filterFlags, outputFlags, httpFlags, screenFlags}
	groups := make([]flagGroup, len(titles))
	for i, title := range titles {
		groups[i] = flagGroup{title, pflag.NewFlagSet("", pflag.ContinueOnError)}
		groups[i].flags.SortFlags = false
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		title := titles[0]
		if noted(f, groupNote) {
			title = f.Annotations[groupNote][0]
		}
		for i := range groups {
			if groups[i].title == title && !f.Hidden {
				groups[i].flags.AddFlag(f)
			}
		}
	})
	kept := groups[:0]
	for _, g := range groups {
		if g.flags.HasFlags() {
			kept = append(kept, g)
		}
	}
	return kept
}
