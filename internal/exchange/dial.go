package exchange

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/redis/rueidis"
)

// Server says where Redis is, one server or any node of a Cluster, and how to
// log in. Its zero value is none: make it with ParseServer.
type Server struct {
	Label string // the URL without user, password and database

	network, host  string
	tls            bool
	db             int
	user, password string
}

// ParseServer reads a URL: redis://[USER@]HOST[:PORT][/DB], rediss:// for TLS,
// or unix:///PATH[?db=N]. password is for URLs that have none. Neither is ever
// part of an error.
func ParseServer(flag, raw, password string) (Server, error) {
	fail := func(what string) (Server, error) { return Server{}, fmt.Errorf("%s: %s", flag, what) }
	const want = "want redis://[USER@]HOST[:PORT][/DB], rediss://… or unix:///PATH[?db=N]"
	u, err := url.Parse(raw)
	if err != nil || u.Opaque != "" || u.Fragment != "" {
		return fail(want + "; write @ : / # in a password as %40 %3A %2F %23")
	}
	s := Server{network: "tcp", password: password, user: u.User.Username()}
	if p, ok := u.User.Password(); ok {
		s.password = p
	}
	db, query := strings.TrimPrefix(u.Path, "/"), u.Query()
	switch u.Scheme {
	case "redis", "rediss":
		port := u.Port()
		if port == "" {
			port = "6379"
		}
		name := u.Hostname()
		if name == "" {
			name = "127.0.0.1"
		}
		s.tls, s.host = u.Scheme == "rediss", net.JoinHostPort(name, port)
		s.Label = u.Scheme + "://" + s.host
	case "unix":
		if u.Path == "" || u.Host != "" {
			return fail(want)
		}
		db = query.Get("db")
		query.Del("db")
		s.network, s.host, s.Label = "unix", u.Path, "unix://"+u.Path
	default:
		return fail(want)
	}
	if len(query) > 0 {
		return fail("no such ?parameters are known here")
	}
	if db != "" {
		if s.db, err = strconv.Atoi(db); err != nil || s.db < 0 {
			return fail("want a database number such as 0")
		}
	}
	return s, nil
}

// Connect opens a client, of a Cluster if the server is a node of one. It
// blocks for as long as dialling takes, and fails if nobody answers. What fails
// later is not tried again inside: the caller must see it. Its connections are
// closed when ctx is done; the caller closes the client as well.
func (s Server) Connect(ctx context.Context) (rueidis.Client, error) {
	o := rueidis.ClientOption{
		InitAddress:      []string{s.host},
		Dialer:           net.Dialer{Timeout: dialFor, KeepAlive: pingEvery},
		ConnWriteTimeout: replyFor,
		Username:         s.user, Password: s.password, SelectDB: s.db,
		ClientName: "rtwatch", ClientSetInfo: rueidis.DisableClientSetInfo,
		DisableCache: true, DisableRetry: true, PipelineMultiplex: -1, RingScaleEachConn: 8,
		ReadBufferEachConn: bufferSize, WriteBufferEachConn: bufferSize,
		BlockingPoolSize: 64,
		// A Cluster has one database.
		ForceSingleClient: s.network == "unix" || s.db != 0,
	}
	if s.tls {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	o.DialCtxFn = func(_ context.Context, to string, d *net.Dialer, cfg *tls.Config) (net.Conn, error) {
		var c net.Conn
		var err error
		if cfg == nil {
			c, err = d.DialContext(ctx, s.network, to)
		} else {
			cfg = cfg.Clone()
			cfg.ServerName, _, _ = net.SplitHostPort(to)
			c, err = (&tls.Dialer{NetDialer: d, Config: cfg}).DialContext(ctx, s.network, to)
		}
		if err == nil {
			context.AfterFunc(ctx, func() { c.Close() })
		}
		return c, err
	}
	return rueidis.NewClient(o)
}

// Refused returns what to tell a user whom the server will not let in however
// often it is asked, "" if err may pass by itself.
func Refused(err error) string {
	if _, ok := rueidis.IsRedisErr(err); !ok {
		return ""
	}
	for _, a := range []struct{ answer, text string }{
		{"WRONGPASS", "wrong user or password: set the password in $REDIS_PASSWORD or with --password-file"},
		{"invalid password", "wrong password: set it in $REDIS_PASSWORD or with --password-file"},
		{"without any password configured", "a password was given, but the server has none for this user: leave it away"},
		{"NOAUTH", "the server wants a password: set it in $REDIS_PASSWORD or with --password-file"},
		{"NOPERM", "the user lacks rights: allow it ~rtwatch:* and +@all -@dangerous"},
		{"DB index is out of range", "the server has no such database"},
	} {
		if strings.Contains(err.Error(), a.answer) {
			return a.text
		}
	}
	return ""
}

// Reason is an error of a connection in a few plain words.
func Reason(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer"
	case errors.As(err, &op):
		err = op.Err
	}
	text := err.Error()
	if text == "EOF" {
		return "the server closed the connection"
	}
	return text[:min(len(text), 200)]
}
