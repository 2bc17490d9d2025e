package redis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// Endpoint is where a URL says that servers are, for those who speak to them
// by themselves. Make it with ParseEndpoint.
type Endpoint struct {
	Label          string      // the URL without user, password and database
	Network        string      // "tcp" or "unix"
	TLS            *tls.Config // without ServerName; nil: none
	DB             int
	User, Password string
	Single         bool // it is one server, and never a node of a Cluster

	address address
}

// ParseEndpoint reads a URL as Options.URL has it, that a flag gave. password
// is for URLs that have none, ca for Options.CA. No password is ever part of an
// error.
func ParseEndpoint(flag, raw, password string, ca []byte) (Endpoint, error) {
	a, err := parseAddress(flag, raw)
	if err != nil {
		return Endpoint{}, err
	}
	if err := a.complete(password, ca); err != nil {
		return Endpoint{}, err
	}
	e := Endpoint{
		Label: a.label, Network: a.network, DB: a.db, User: a.user, Password: a.password, address: a,
		Single: a.kind == sentinel || a.network == "unix" || a.db != 0, // a Cluster has one database
	}
	if a.tls {
		e.TLS = &tls.Config{RootCAs: a.roots, MinVersion: tls.VersionTLS12}
	}
	return e, nil
}

// Hosts returns where to connect to, host:port each or the socket's path: what
// Sentinels, whom it asks, say now; or else what the URL says.
func (e *Endpoint) Hosts(ctx context.Context) ([]string, error) {
	switch {
	case e.address.kind == sentinel:
		at, err := e.address.resolve(ctx)
		return []string{at.host}, err
	case e.Network == "unix":
		return []string{e.address.host}, nil
	}
	return e.address.seeds, nil
}

// complete adds what a URL lacks.
func (a *address) complete(password string, ca []byte) error {
	if a.password == "" {
		a.password = password
	}
	if ca != nil {
		a.roots = x509.NewCertPool()
		if !a.roots.AppendCertsFromPEM(ca) {
			return errors.New("--tls-ca holds no certificate in PEM")
		}
	}
	return nil
}
