package redis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source/redis/replica"
)

// errNoTLS is a TLS handshake without an answer: Redis without TLS takes its
// beginning for half a command, and waits for the rest.
var errNoTLS = fmt.Errorf("no answer to TLS for %v (redis:// is without TLS)", dialFor)

// answerOf returns the server's own answer in err.
func answerOf(err error) (*rueidis.RedisError, bool) {
	var e *rueidis.RedisError
	ok := errors.As(err, &e)
	return e, ok && e != rueidis.Nil
}

// isReply reports whether err is the server's own answer, not the
// connection's failure.
func isReply(err error) bool {
	_, ok := answerOf(err)
	return ok || rueidis.IsParseErr(err) || errors.As(err, new(replica.Refusal))
}

// isNil reports whether the answer was that there is nothing.
func isNil(err error) bool { return rueidis.IsRedisNil(err) }

func isWrongType(err error) bool {
	e, ok := answerOf(err)
	return ok && strings.HasPrefix(e.Error(), "WRONGTYPE")
}

func isLoading(err error) bool {
	return isReply(err) && strings.HasPrefix(err.Error(), "LOADING")
}

// asked is the node that has a key while its slot is on its way there, "" if
// err says nothing of the sort.
func asked(err error) string {
	if e, ok := answerOf(err); ok {
		if addr, ok := e.IsAsk(); ok {
			return addr
		}
	}
	return ""
}

// isMoved reports whether a key is on another node for good.
func isMoved(err error) bool {
	e, ok := answerOf(err)
	if !ok {
		return false
	}
	_, moved := e.IsMoved()
	return moved
}

// advice is what to tell a user whom the server refuses for good, by what its
// answer contains.
var advice = []struct{ answer, text string }{
	{"WRONGPASS", "wrong user or password: set them in the --url, or the password in REDIS_PASSWORD"},
	{"invalid password", "wrong password: set it in the --url, or in REDIS_PASSWORD"},
	{"without any password configured", "a password was given, but the server has none for this user: leave it away"},
	{"NOAUTH", "the server wants a password: set it in REDIS_PASSWORD or in the --url"},
	{"unknown command 'PSYNC'", noReplicas},
	{"unknown command `PSYNC`", noReplicas},
	{"'psync'", replicaRights},
	{"'replconf'", replicaRights},
	{"'role'", replicaRights},
	{"'multi'", replicaRights},
	{"'exec'", replicaRights},
	{"NOPERM", "the user lacks rights: allow it +client|tracking +zrange and ~KEY for each of --keys; hashes take +hscan +type as well, strings +getrange +type, patterns +scan +type, a cluster +cluster|slots, --streams +xinfo|stream +xrange +xrevrange, --channels +psubscribe and &NAME"},
	{"SELECT is not allowed in cluster mode", "a cluster has no other database than 0: see the number in the --url"},
	{"DB index is out of range", "the server has no such database: see the number in the --url"},
	{"syntax error", "the server is too old: Redis 6.2 or later is needed"},
	{"unknown command", "the server is too old: Redis 6.2 or later is needed"},
}

const noReplicas = "the server lets nobody be its replica: leave --via replica away"

const replicaRights = "the user lacks rights for --via replica: allow it +psync +replconf +role +multi +exec"

const seeURL = " (see host and port in the --url)"

// verdict is the advice for an error, "" if it may pass by itself: if another
// try at the same server cannot be expected to fail in the same way.
func verdict(err error) string {
	if isReply(err) {
		text := err.Error()
		for _, a := range advice {
			if strings.Contains(text, a.answer) {
				return a.text
			}
		}
		if rueidis.IsParseErr(err) { // of a kind that no Redis gives
			return errNotRedis.Error() + seeURL
		}
		return ""
	}
	var (
		record tls.RecordHeaderError
		verify *tls.CertificateVerificationError
		alert  tls.AlertError
		name   x509.HostnameError
	)
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("the server's certificate is not for this host: %v", name)
	case errors.As(err, &verify):
		return fmt.Sprintf("the server's certificate is not trusted: %v (SSL_CERT_FILE names a file of trusted ones)", verify.Err)
	case errors.As(err, &record):
		return "the server does not speak TLS: use redis:// in the --url"
	case errors.As(err, &alert):
		return fmt.Sprintf("the server refused TLS: %v", alert)
	case errors.Is(err, errNotRedis):
		return err.Error() + seeURL
	case errors.Is(err, errSentinel), errors.As(err, new(refusal)):
		return err.Error()
	}
	return ""
}

// reason says in a few words why a connection was lost or not made.
func (a address) reason(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it closed the connection"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Sprintf("no answer for %v", silentFor)
	case errors.Is(err, os.ErrNotExist):
		return "no such socket"
	case errors.Is(err, errNoTLS):
		return errNoTLS.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("no answer for %v", dialFor)
	}
	if text := verdict(err); text != "" {
		return text
	}
	if isLoading(err) {
		return "it is loading its data"
	}
	return a.words(err)
}

// words are what the server or the system says itself, on one line.
func (a address) words(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if a.password != "" { // old servers and proxies repeat what they do not know
		text = strings.ReplaceAll(text, a.password, "***")
	}
	return head(text, maxReason)
}
