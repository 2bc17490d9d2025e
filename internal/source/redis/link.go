package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"sync/atomic"

	"github.com/redis/rueidis"
)

// link is one connection, from its dial to its loss. It never dials again: a
// lost connection has lost its tracking too, so its owner must fetch all.
type link struct {
	// ctx is done when the connection is lost; its cause says why.
	ctx    context.Context //nolint:containedctx // it is the link's life, not a call's
	cancel context.CancelCauseFunc

	client  rueidis.Client
	guard   guard
	heard   atomic.Int64 // when the last bytes came, in unix nanoseconds
	dialled atomic.Bool
	ears    sync.WaitGroup

	version string // of the server
	mode    string // "standalone", "cluster" or "sentinel"; "" if it does not say
	role    string // "master" or "replica"; the same
	resp3   bool   // it can announce changes
}

// errClosed is the cause of a link that its owner closed.
var errClosed = errors.New("connection closed")

// connect dials. changed is called, on the connection's reading goroutine, with
// the names of keys that track has announced; nil stands for all keys. It must
// not block. The caller closes the link; cancel ends ctx, which may be that of
// other links too.
func connect(ctx context.Context, cancel context.CancelCauseFunc, a address, changed func(keys []string)) (*link, error) {
	l := &link{ctx: ctx, cancel: cancel}
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
		DisableCache:      true,
		PipelineMultiplex: -1,

		OnInvalidations: func(m []rueidis.RedisMessage) { changed(names(m)) },

		// Commands are few and short, replies rarely above 64 KiB.
		RingScaleEachConn:   6,
		ReadBufferEachConn:  64 << 10,
		WriteBufferEachConn: 4 << 10,
	})
	l.client = client
	if err != nil {
		err = l.reason(err) // rueidis says "use of closed network connection"
		l.close()
		return nil, err
	}
	m, err := client.Do(l.ctx, client.B().Arbitrary("HELLO").Build()).AsMap()
	if err != nil && !isReply(err) {
		err = l.reason(err)
		l.close()
		return nil, err
	}
	text := func(name string) string {
		v := m[name]
		s, _ := v.ToString()
		return s
	}
	proto := m["proto"]
	n, _ := proto.AsInt64()
	l.version, l.mode, l.role, l.resp3 = text("version"), text("mode"), text("role"), n >= 3
	return l, nil
}

// close ends the connection and waits for rueidis's goroutines.
func (l *link) close() {
	l.cancel(errClosed)
	if l.client != nil {
		l.client.Close()
	}
	l.ears.Wait()
}

// track has the server announce changes: of the keys read on this link once
// each, or, with prefixes, every change of every key that begins with one.
func (l *link) track(prefixes []string) error {
	command := []string{"TRACKING", "ON"}
	if prefixes != nil {
		command = append(command, "BCAST")
	}
	for _, p := range prefixes {
		if p != "" {
			command = append(command, "PREFIX", p)
		}
	}
	return l.reason(l.client.Do(l.ctx, l.client.B().Arbitrary("CLIENT").Args(command...).Build()).Error())
}

// listen has the server pass on what is published on channels that match
// patterns, by calling heard, on one goroutine. While that blocks, the server
// is left waiting. The link ends with the subscription.
func (l *link) listen(patterns []string, heard func(m rueidis.PubSubMessage)) error {
	l.guard.subscribe(len(patterns))
	confirmed := make(chan error, 1)
	ctx := rueidis.WithOnSubscriptionHook(l.ctx, func(rueidis.PubSubSubscription) {
		select {
		case confirmed <- nil:
		default:
		}
	})
	l.ears.Go(func() {
		err := l.client.Receive(ctx, l.client.B().Psubscribe().Pattern(patterns...).Build(), heard)
		select {
		case confirmed <- l.reason(err):
		default:
		}
	})
	err := <-confirmed
	if err != nil {
		l.guard.subscribe(0)
	}
	return err
}

// notifications returns the server's setting of notify-keyspace-events.
func (l *link) notifications() (string, error) {
	m, err := l.client.Do(l.ctx, l.client.B().ConfigGet().Parameter("notify-keyspace-events").Build()).AsStrMap()
	if err != nil {
		return "", l.reason(err)
	}
	return m["notify-keyspace-events"], nil
}

// scan calls found with the names of keys that match, a page at a time and
// perhaps more than once, until it returns false.
func (l *link) scan(p pattern, found func(names []string) (bool, error)) error {
	for cursor := uint64(0); ; {
		page, err := l.client.Do(l.ctx, l.client.B().Scan().Cursor(cursor).Match(string(p)).Count(scanPage).Build()).AsScanEntry()
		if err != nil {
			return l.reason(err)
		}
		more, err := found(page.Elements)
		if err != nil || !more || page.Cursor == 0 {
			return err
		}
		cursor = page.Cursor
	}
}

// reason returns why a command failed: what the server said, or else what
// became of the connection.
func (l *link) reason(err error) error {
	if err == nil {
		return nil
	}
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
