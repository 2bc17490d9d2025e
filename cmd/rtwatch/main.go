// Command rtwatch is a live window on anything that moves: log files,
// commands, host statistics, Redis sorted sets.
//
// It wires the packages below internal together, and data flows one way:
//
//	source.Supervisor ──Batch──▶ channel ──▶ store.Run ──▶ ui.Run      (a terminal)
//	  tail, iostat, redis, run, fleet        store          plain.Text  (a pipe)
//	                                                        plain.JSON
//	                                                        relay.Run   (Redis)
//
// Here are only flags, wiring, signals and the order of shutdown.
package main

import (
	"os"
)

func main() {
	p := process{in: os.Stdin, out: os.Stdout, err: os.Stderr, exit: os.Exit, terminal: &restorer{}}
	os.Exit(p.main(os.Args[1:]))
}
