package web

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// CheckHost reports what is wrong with one of Options.Hosts, if something is.
func CheckHost(name string) error {
	_, place := schemeOf(name)
	host, port, err := net.SplitHostPort(place)
	if err != nil {
		host, port = place, "1"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || host == "" ||
		net.ParseIP(host) == nil && strings.Trim(strings.ToLower(host), "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" {
		return fmt.Errorf("%q is no name: want NAME, NAME:PORT or https://NAME, such as logs.example", name)
	}
	return nil
}

// origins are the names under which a server may be asked for, as a browser
// writes them for the pages that come from there. An address in digits is safe: a
// foreign page that has a name of its own point here (DNS rebinding) cannot make
// the browser send it.
func origins(addr net.Addr, more []string, secure bool) []string {
	scheme, usual := "http://", "80"
	if secure {
		scheme, usual = "https://", "443"
	}
	host, port := split(addr)
	names := []string{"localhost", "127.0.0.1", "::1"}
	switch ip := net.ParseIP(host); {
	case ip == nil:
	case ip.IsUnspecified():
		names = append(names, own()...)
	default:
		names = append(names, ip.String())
	}
	var all []string
	for _, n := range append(names, more...) {
		n = strings.ToLower(n)
		if proxy, place := schemeOf(n); proxy != "" {
			all = append(all, proxy+withPort(place, ""))
			continue
		}
		all = append(all, scheme+withPort(n, port))
		if port == usual {
			all = append(all, scheme+withPort(n, ""))
		}
	}
	return all
}

// schemeOf takes the scheme off a name that has one: that of a proxy.
func schemeOf(name string) (scheme, place string) {
	for _, scheme := range [...]string{"http://", "https://"} {
		if place, ok := strings.CutPrefix(strings.ToLower(name), scheme); ok {
			return scheme, place
		}
	}
	return "", name
}

// split takes an address apart; a Unix socket has no port.
func split(addr net.Addr) (host, port string) {
	if addr.Network() == "unix" {
		return "localhost", ""
	}
	host, port, _ = net.SplitHostPort(addr.String())
	return host, port
}

// withPort is a name with a port, if it has none itself, as it stands in an address.
func withPort(name, port string) string {
	_, _, err := net.SplitHostPort(name)
	switch {
	case err == nil:
		return name
	case port != "":
		return net.JoinHostPort(name, port)
	case strings.Contains(name, ":"):
		return "[" + name + "]"
	}
	return name
}

// own are this machine's addresses.
func own() []string {
	addrs, _ := net.InterfaceAddrs() // where nobody knows them --http-host names them
	var all []string
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			all = append(all, n.IP.String())
		}
	}
	return all
}

// Link is the address that lets a browser in: the token is in its fragment,
// which is not sent. It names nothing that another program might answer for.
func Link(addr net.Addr, o *Options) string {
	scheme := "http://"
	if o.Cert != nil {
		scheme = "https://"
	}
	name, port := split(addr)
	if net.ParseIP(name).IsUnspecified() {
		name = "localhost"
	}
	if len(o.Hosts) > 0 {
		name = o.Hosts[0]
		if proxy, place := schemeOf(name); proxy != "" {
			scheme, name, port = proxy, place, ""
		}
	}
	link := scheme + withPort(name, port) + "/"
	if o.Token != "" {
		link += "#token=" + url.QueryEscape(o.Token)
	}
	return link
}
