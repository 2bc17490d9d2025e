package exchange

import (
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"net"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source/redis"
)

// Server says where Redis is, one server, what Sentinels guard, or a Cluster,
// and how to log in. Its zero value is none: make it with ParseServer.
type Server struct {
	Label string // the URL without user, password and database

	at    redis.Endpoint
	nodes *atomic.Pointer[[]string] // of a Cluster, when it was reached last
}

// ParseServer reads the URL that a flag gave, as rtwatch redis --url has it.
// password is for URLs that have none; ca, in PEM, are the certificates to
// trust, nil for the system's. No password is ever part of an error.
func ParseServer(flag, raw, password string, ca []byte) (Server, error) {
	at, err := redis.ParseEndpoint(flag, raw, password, ca)
	return Server{Label: at.Label, at: at, nodes: new(atomic.Pointer[[]string])}, err
}

// Connect opens a client, of a Cluster if the server is a node of one: that
// node or any other that was known when Connect last went well. It
// blocks for as long as dialling takes, and fails if nobody answers. What fails
// later is not tried again inside: the caller must see it. Its connections are
// closed when ctx is done; the caller closes the client as well.
func (s Server) Connect(ctx context.Context) (rueidis.Client, error) {
	hosts, err := s.at.Hosts(ctx)
	if err != nil {
		return nil, err
	}
	if known := s.nodes.Load(); known != nil {
		hosts = slices.Concat(hosts, *known)
		slices.Sort(hosts)
		hosts = slices.Compact(hosts)
	}
	o := rueidis.ClientOption{
		InitAddress:      hosts,
		Dialer:           net.Dialer{Timeout: dialFor, KeepAlive: pingEvery},
		ConnWriteTimeout: replyFor,
		Username:         s.at.User, Password: s.at.Password, SelectDB: s.at.DB,
		ClientName: "rtwatch", ClientSetInfo: rueidis.DisableClientSetInfo,
		DisableCache: true, DisableRetry: true, PipelineMultiplex: -1, RingScaleEachConn: 8,
		ReadBufferEachConn: bufferSize, WriteBufferEachConn: bufferSize,
		BlockingPoolSize:  64,
		ForceSingleClient: s.at.Single,
		TLSConfig:         s.at.TLS,
	}
	o.DialCtxFn = func(_ context.Context, to string, d *net.Dialer, cfg *tls.Config) (net.Conn, error) {
		var c net.Conn
		var err error
		if cfg == nil {
			c, err = d.DialContext(ctx, s.at.Network, to)
		} else {
			cfg = cfg.Clone()
			cfg.ServerName, _, _ = net.SplitHostPort(to)
			c, err = (&tls.Dialer{NetDialer: d, Config: cfg}).DialContext(ctx, s.at.Network, to)
		}
		if err == nil {
			context.AfterFunc(ctx, func() { c.Close() })
		}
		return c, err
	}
	client, err := rueidis.NewClient(o)
	if _, answered := rueidis.IsRedisErr(err); answered {
		s.nodes.Store(nil) // that may be no Cluster any more
	}
	if err == nil && client.Mode() == rueidis.ClientModeCluster {
		// The node that the user named may be the next that fails.
		nodes := slices.Collect(maps.Keys(client.Nodes()))
		s.nodes.Store(&nodes)
	}
	return client, err
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
