package redis

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// defaultURL is where a server listens if nobody says otherwise.
const defaultURL = "redis://127.0.0.1:6379"

// address says where a server is and how to log in.
type address struct {
	network  string // "tcp" or "unix"
	host     string // host:port, or the socket's path
	name     string // host without port, to be checked against a certificate
	tls      bool
	db       int
	user     string
	password string
	label    string // the URL without user, password and database
}

// parseAddress reads a --url. Its errors quote the value without its password.
// rueidis.ParseURL is not used because its errors show it.
func parseAddress(raw string) (address, error) {
	fail := func(what string) (address, error) {
		return address{}, fmt.Errorf("--url %q: %s", redact(raw), what)
	}
	const allowed = "expected redis://[user[:password]@]host[:port][/db], rediss://… or unix:///path[?db=N]"
	u, err := url.Parse(raw)
	if err != nil {
		return fail(allowed)
	}
	if u.Opaque != "" || u.Fragment != "" || strings.Contains(u.Path, "@") {
		return fail(allowed + "; write @ : / # in a password as %40 %3A %2F %23")
	}
	a := address{network: "tcp"}
	if u.User != nil {
		a.user = u.User.Username()
		a.password, _ = u.User.Password()
	}
	db := strings.TrimPrefix(u.Path, "/")
	query := u.Query()
	switch u.Scheme {
	case "redis", "rediss":
		if len(query) > 0 {
			return fail("no ?parameters are known here")
		}
		port := u.Port()
		if port == "" {
			port = "6379"
		}
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return fail("expected a port from 1 to 65535")
		}
		if a.name = u.Hostname(); a.name == "" {
			a.name = "127.0.0.1"
		}
		a.tls = u.Scheme == "rediss"
		a.host = net.JoinHostPort(a.name, port)
		a.label = u.Scheme + "://" + a.host
	case "unix":
		db = query.Get("db")
		if query.Del("db"); len(query) > 0 {
			return fail("the only ?parameter known here is db")
		}
		if u.Path == "" || u.Host != "" {
			return fail("expected unix:///path/of/the/socket[?db=N]")
		}
		a.network, a.host = "unix", u.Path
		a.label = "unix://" + u.Path
	default:
		return fail(allowed)
	}
	if db != "" {
		if a.db, err = strconv.Atoi(db); err != nil || a.db < 0 {
			return fail("expected a database number such as 0")
		}
	}
	return a, nil
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
	if colon := strings.LastIndexByte(rest[:end], ':'); colon >= 0 {
		if _, err := strconv.ParseUint(rest[colon+1:end], 10, 16); err != nil && end > colon+1 {
			rest = rest[:colon] + ":***"
		}
	}
	if query != "" {
		rest += "?***"
	}
	if fragment != "" {
		rest += "#***"
	}
	return scheme + rest
}
