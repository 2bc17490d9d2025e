package main

import "net"

// listenUnix is not to be had there: a socket's file has no mode that keeps
// others out.
func listenUnix(path string) (net.Listener, error) {
	return nil, usage("--http %s: there are no private sockets on Windows: give --http 127.0.0.1:PORT", quote("unix:"+path))
}
