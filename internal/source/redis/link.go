package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

// link is one connection, from its dial to its loss. It never dials again: a
// lost connection has lost its tracking too, so its owner must fetch all.
type link struct {
	// ctx is done when the connection is lost; its cause says why.
	ctx    context.Context //nolint:containedctx // it is the link's life, not a call's
	cancel context.CancelCauseFunc

	client  rueidis.Client
	version string
	heard   atomic.Int64 // when the last bytes came, in unix nanoseconds
	dialled atomic.Bool
}

// errClosed is the cause of a link that its owner closed.
var errClosed = errors.New("connection closed")

// connect dials and switches tracking on, with options that must not be nil.
// changed is called, on the connection's reading goroutine, with the names of
// keys that were read on this link and have changed since; nil stands for all
// keys. It must not block. The caller closes the link.
func connect(ctx context.Context, a address, tracking []string, changed func(keys []string)) (*link, error) {
	l := &link{}
	l.ctx, l.cancel = context.WithCancelCause(ctx)
	client, err := rueidis.NewClient(rueidis.ClientOption{
		InitAddress: []string{a.host},
		DialCtxFn: func(context.Context, string, *net.Dialer, *tls.Config) (net.Conn, error) {
			return l.dial(a)
		},
		Dialer:           net.Dialer{KeepAlive: pingEvery, Timeout: silentFor},
		ConnWriteTimeout: replyFor,
		Username:         a.user,
		Password:         a.password,
		SelectDB:         a.db,
		ClientName:       "rtwatch",
		ClientSetInfo:    rueidis.DisableClientSetInfo,

		// One connection, no retries inside: what fails must be seen here.
		ForceSingleClient: true,
		DisableRetry:      true,
		PipelineMultiplex: -1,

		ClientTrackingOptions: tracking,
		OnInvalidations:       func(m []rueidis.RedisMessage) { changed(names(m)) },

		// Commands are few and short, replies rarely above 64 KiB.
		RingScaleEachConn:   6,
		ReadBufferEachConn:  64 << 10,
		WriteBufferEachConn: 4 << 10,
	})
	l.client = client
	if err != nil {
		if cause := context.Cause(l.ctx); cause != nil && !isReply(err) {
			err = cause // rueidis says "use of closed network connection"
		}
		l.close()
		return nil, err
	}
	info := client.Do(l.ctx, client.B().Arbitrary("HELLO").Build())
	if m, err := info.AsMap(); err == nil {
		v := m["version"]
		l.version, _ = v.ToString()
	}
	return l, nil
}

// dial opens the one connection of the link.
func (l *link) dial(a address) (net.Conn, error) {
	if l.dialled.Swap(true) {
		return nil, errClosed
	}
	ctx, cancel := context.WithTimeout(l.ctx, dialFor)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, a.network, a.host)
	if err != nil {
		return nil, err
	}
	if a.tls {
		t := tls.Client(c, &tls.Config{ServerName: a.name, MinVersion: tls.VersionTLS12})
		if err := t.HandshakeContext(ctx); err != nil {
			c.Close()
			if errors.Is(err, context.DeadlineExceeded) {
				err = errNoTLS
			}
			return nil, err
		}
		c = t
	}
	context.AfterFunc(l.ctx, func() { c.Close() })
	return &wire{Conn: c, link: l}, nil
}

// close ends the connection and waits for rueidis's goroutines.
func (l *link) close() {
	l.cancel(errClosed)
	if l.client != nil {
		l.client.Close()
	}
}

// wire is the link's connection. A peer that is silent for silentFor is dead:
// pings see to it that a live one never is. What is no Redis is not listened to.
type wire struct {
	net.Conn
	link  *link
	guard guard
}

func (w *wire) Read(p []byte) (int, error) {
	err := w.SetReadDeadline(time.Now().Add(silentFor))
	var n int
	if err == nil {
		n, err = w.Conn.Read(p)
	}
	if good, fault := w.guard.received(p[:n]); fault != nil {
		n, err = good, fault
	}
	if err != nil {
		w.link.cancel(err)
	}
	if n > 0 {
		w.link.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	if err := w.guard.sent(p); err != nil {
		return 0, err
	}
	return w.Conn.Write(p)
}

// reply is what the server says of one key.
type reply struct {
	scores []rueidis.ZScore // highest first; empty if there is no such key
	kind   string           // the type of a key that is no sorted set, else ""
}

// rest is how long to leave the key alone after such a reply.
func (r reply) rest() time.Duration {
	size := 0
	for i := range r.scores {
		size += len(r.scores[i].Member)
	}
	return max(fetchGap, time.Duration(float64(size)/fetchRate*float64(time.Second)))
}

// fetch reads the windows of keys, in one round trip. An error means that the
// link is of no more use.
func (l *link) fetch(keys []string, window int) ([]reply, error) {
	commands := make(rueidis.Commands, len(keys))
	last := strconv.Itoa(window - 1)
	for i, k := range keys {
		commands[i] = l.client.B().Zrange().Key(k).Min("0").Max(last).Rev().Withscores().Build()
	}
	replies := make([]reply, len(keys))
	for i, result := range l.client.DoMulti(l.ctx, commands...) {
		scores, err := result.AsZScores()
		switch {
		case err == nil:
			replies[i].scores = scores
		case isWrongType(err):
			replies[i].kind = l.kind(keys[i])
		default:
			return nil, l.reason(err)
		}
	}
	return replies, nil
}

// kind asks for the type of a key.
func (l *link) kind(key string) string {
	kind, err := l.client.Do(l.ctx, l.client.B().Type().Key(key).Build()).ToString()
	if err != nil || kind == "zset" || kind == "none" {
		return "key of another type" // no right to ask, or it has just changed
	}
	return kind
}

// reason returns why a command failed: what the server said, or else what
// became of the connection.
func (l *link) reason(err error) error {
	if cause := context.Cause(l.ctx); cause != nil && !isReply(err) {
		return cause
	}
	return err
}

// names returns the keys of an invalidation, nil for all.
func names(messages []rueidis.RedisMessage) []string {
	if messages == nil {
		return nil
	}
	keys := make([]string, 0, len(messages))
	for i := range messages {
		if k, err := messages[i].ToString(); err == nil {
			keys = append(keys, k)
		}
	}
	return keys
}
