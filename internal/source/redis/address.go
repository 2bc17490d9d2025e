package redis

import (
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// defaultURL is where a server listens if nobody says otherwise.
const defaultURL = "redis://127.0.0.1:6379"

// kind is what answers at an address.
type kind uint8

const (
	single   kind = iota // one server, or one node of a cluster
	sentinel             // Sentinels, who know the server
	cluster              // some nodes of a cluster, who know the others
)

// schemes are the ways a --url may begin.
var schemes = map[string]struct {
	kind kind
	tls  bool
}{
	"redis": {single, false}, "rediss": {single, true}, "unix": {single, false},
	"redis+sentinel": {sentinel, false}, "rediss+sentinel": {sentinel, true},
	"redis+cluster": {cluster, false}, "rediss+cluster": {cluster, true},
}

// Schemes returns the ways a URL of Options may begin.
func Schemes() []string { return slices.Sorted(maps.Keys(schemes)) }

// address says where a server is and how to log in.
type address struct {
	kind     kind
	network  string // "tcp" or "unix"
	host     string // host:port, or the socket's path
	name     string // host without port, to be checked against a certificate
	seeds    []string
	master   string // what Sentinels call the server
	tls      bool
	roots    *x509.CertPool // nil for the system's
	db       int
	user     string
	password string
	label    string // the URL without user, password and database
}

// at is the address of another server, host:port, of the same fleet.
func (a address) at(host string) address {
	a.kind, a.host = single, host
	a.name, _, _ = net.SplitHostPort(host)
	return a
}

// parseAddress reads the URL of a flag. Its errors quote the value without its password.
// rueidis.ParseURL is not used because its errors show it.
func parseAddress(flag, raw string) (address, error) {
	fail := func(what string) (address, error) {
		return address{}, fmt.Errorf("%s %q: %s", flag, redact(raw), what)
	}
	const allowed = "expected redis://[user[:password]@]host[:port][/db], rediss://…, unix:///path[?db=N], " +
		"redis+sentinel://host[:port],…/master[/db] or redis+cluster://host[:port],…"
	one, others := firstHost(raw)
	u, err := url.Parse(one)
	if err != nil {
		return fail(allowed)
	}
	if u.Opaque != "" || u.Fragment != "" || strings.Contains(u.Path, "@") {
		return fail(allowed + "; write @ : / # in a password as %40 %3A %2F %23")
	}
	scheme, known := schemes[u.Scheme]
	if !known || scheme.kind == single && len(others) > 0 {
		return fail(allowed)
	}
	a := address{kind: scheme.kind, tls: scheme.tls, network: "tcp"}
	if u.User != nil {
		a.user = u.User.Username()
		a.password, _ = u.User.Password()
	}
	db := strings.TrimPrefix(u.Path, "/")
	query := u.Query()
	if u.Scheme == "unix" {
		db = query.Get("db")
		if query.Del("db"); len(query) > 0 {
			return fail("the only ?parameter known here is db")
		}
		if u.Path == "" || u.Host != "" {
			return fail("expected unix:///path/of/the/socket[?db=N]")
		}
		a.network, a.host = "unix", u.Path
		a.label = "unix://" + u.Path
	} else {
		if len(query) > 0 {
			return fail("no ?parameters are known here")
		}
		port := "6379"
		if a.kind == sentinel {
			port = "26379"
			a.master, db, _ = strings.Cut(db, "/")
			if a.master == "" {
				return fail("expected the master's name behind the hosts: redis+sentinel://host:port,host:port/mymaster")
			}
		}
		for _, h := range append([]string{u.Host}, others...) {
			if h, err = hostPort(h, port); err != nil {
				return fail(err.Error())
			}
			a.seeds = append(a.seeds, h)
		}
		a = a.at(a.seeds[0])
		a.kind = scheme.kind
		a.label = u.Scheme + "://" + strings.Join(a.seeds, ",")
		if a.kind == sentinel {
			a.label += "/" + a.master
		}
	}
	if db != "" {
		if a.db, err = strconv.Atoi(db); err != nil || a.db < 0 {
			return fail("expected a database number such as 0")
		}
	}
	if a.kind == cluster && a.db != 0 {
		return fail("a cluster has no other database than 0")
	}
	return a, nil
}

// firstHost returns a URL with the first of its hosts alone, and the others:
// net/url knows of no lists.
func firstHost(raw string) (one string, others []string) {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw, nil
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	user := rest[:strings.LastIndexByte(rest[:end], '@')+1]
	hosts := strings.Split(rest[len(user):end], ",")
	return scheme + "://" + user + hosts[0] + rest[end:], hosts[1:]
}

// hostPort completes what is written between // and / of a URL.
func hostPort(host, port string) (string, error) {
	u, err := url.Parse("redis://" + host)
	if err != nil || u.Host != host {
		return "", fmt.Errorf("expected a host and a port such as db.example:%s", port)
	}
	if p := u.Port(); p != "" {
		port = p
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", fmt.Errorf("expected a port from 1 to 65535")
	}
	name := u.Hostname()
	if name == "" {
		name = "127.0.0.1"
	}
	return net.JoinHostPort(name, port), nil
}

// redact returns a URL, valid or not, without anything that may be a password:
// what follows the first colon before the last @, a port that is no number,
// and the values of parameters.
func redact(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	if ok {
		scheme += "://"
	} else {
		scheme, rest = "", raw
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user, _, has := strings.Cut(rest[:at], ":")
		if has {
			user += ":***"
		}
		scheme, rest = scheme+user+"@", rest[at+1:]
	}
	rest, query, _ := strings.Cut(rest, "?")
	rest, fragment, _ := strings.Cut(rest, "#")
	end := strings.IndexByte(rest, '/')
	if end < 0 {
		end = len(rest)
	}
	hosts := strings.Split(rest[:end], ",")
	for i, h := range hosts {
		if colon := strings.LastIndexByte(h, ':'); colon >= 0 && colon+1 < len(h) {
			if _, err := strconv.ParseUint(h[colon+1:], 10, 16); err != nil {
				hosts[i] = h[:colon] + ":***"
			}
		}
	}
	rest = strings.Join(hosts, ",") + rest[end:]
	if query != "" {
		rest += "?***"
	}
	if fragment != "" {
		rest += "#***"
	}
	return scheme + rest
}
