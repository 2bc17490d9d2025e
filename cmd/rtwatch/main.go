// Command rtwatch is a live window on anything that moves: log files,
// commands, host statistics, Redis sorted sets.
//
// It wires the packages below internal together, and data flows one way:
//
//	source.Supervisor ──Batch──▶ channel ──▶ store.Run ──▶ ui.Screen    (a terminal)
//	  tail, iostat, redis, run,              store          plain.Writer (a pipe)
//	  fleet, feed, load                                     web.Server   (browsers, curl)
//	                                                        relay.Relay  (Redis)
//
// Here are only flags, wiring, signals and the order of shutdown.
package main

import "os"

func main() {
	p := process{in: os.Stdin, out: os.Stdout, err: os.Stderr, exit: os.Exit, terminal: &restorer{}}
	os.Exit(p.main(os.Args[1:]))
}
