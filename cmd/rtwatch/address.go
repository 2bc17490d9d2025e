package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// address is where --http serves: a host and a port, or a Unix socket.
type address struct {
	host, port string
	path       string
}

// tries bounds how often a port is drawn that is free for both protocols.
const tries = 10

func parseAddress(text string) (a address, err error) {
	if path, ok := strings.CutPrefix(text, "unix:"); ok {
		if path == "" {
			return a, usage("--http %s: want unix:PATH", quote(text))
		}
		return address{path: path}, nil
	}
	a.host, a.port, err = net.SplitHostPort(text)
	if err != nil {
		return a, usage("--http %s: want HOST:PORT, :PORT or unix:PATH", quote(text))
	}
	return a, nil
}

func (a address) String() string {
	if a.path != "" {
		return quote("unix:" + a.path)
	}
	return quote(net.JoinHostPort(a.host, a.port))
}

// both reports whether it stands for both addresses of this machine, that of
// IPv4 and that of IPv6, as the name localhost does.
func (a address) both() bool { return a.path == "" && (a.host == "" || a.host == "localhost") }

// local reports whether only this machine reaches it.
func (a address) local() bool {
	return a.path != "" || a.both() || net.ParseIP(a.host).IsLoopback()
}

// listen opens it.
func (a address) listen() ([]net.Listener, error) {
	if a.path != "" {
		l, err := listenUnix(a.path)
		if err != nil {
			return nil, err
		}
		return []net.Listener{l}, nil
	}
	if a.both() {
		return a.listenBoth()
	}
	l, err := net.Listen("tcp", net.JoinHostPort(a.host, a.port))
	if err != nil {
		return nil, a.fails(err)
	}
	return []net.Listener{l}, nil
}

func (a address) fails(err error) error { return fmt.Errorf("--http %s: %w", a, err) }

var errOther = errors.New("another program has this port of [::1], to which a browser goes first")

// listenBoth opens the same port of both addresses: a browser that is sent to
// localhost may go to either, and must not find somebody else there, who would
// get the token. Where there is no IPv6 one address is enough.
func (a address) listenBoth() ([]net.Listener, error) {
	for range tries {
		four, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", a.port))
		if err != nil {
			return nil, a.fails(err)
		}
		_, port, _ := net.SplitHostPort(four.Addr().String())
		six, err := net.Listen("tcp", net.JoinHostPort("::1", port))
		if err == nil {
			return []net.Listener{four, six}, nil
		}
		another, err := net.Listen("tcp", "[::1]:0")
		if err != nil {
			return []net.Listener{four}, nil
		}
		_, _ = another.Close(), four.Close()
		if a.port != "0" && a.port != "" {
			break
		}
	}
	return nil, usageError{a.fails(errOther), "take another port, or give --http 127.0.0.1:" + a.port}
}
