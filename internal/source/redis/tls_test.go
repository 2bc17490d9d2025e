//go:build unix

package redis

import (
	"os"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestTLS(t *testing.T) {
	t.Parallel()
	server, url, authority := redistest.StartTLS(t, "--requirepass", secret)
	fill(server, "k", 3)
	t.Run("trusted", func(t *testing.T) {
		r := sourcetest.Start(t, open(t, Options{URL: url, Password: secret, CA: authority, Keys: []string{"k"}}))
		r.Until("the window", func() bool { return settled(server, r, "k", 100) && r.Noticed("connected") })
		server.Stop()
		wantDead(t, r, noAnswer)
		server.Cont()
		server.Do("ZADD", "k", "9", "x")
		r.Until("back", func() bool { _, back := countDown(r); return back == 1 && settled(server, r, "k", 100) })
		r.Stop()
	})
	for name, tt := range map[string]struct {
		url  string
		ca   []byte
		want string
	}{
		"of the system's": {url, nil, "the server's certificate is not trusted"},
		"of another's":    {url, otherAuthority(t), "the server's certificate is not trusted"},
		"another host":    {strings.Replace(url, "127.0.0.1", "localhost", 1), authority, "the server's certificate is not for this host"},
	} {
		t.Run(name, func(t *testing.T) {
			r := sourcetest.Start(t, open(t, Options{URL: tt.url, Password: secret, CA: tt.ca, Keys: []string{"k"}}))
			if err := r.Wait(); err == nil || !strings.Contains(err.Error(), tt.want) || !isPermanent(t, err) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func otherAuthority(t *testing.T) []byte {
	t.Helper()
	_, _, authority := redistest.StartTLS(t)
	if len(authority) == 0 {
		t.Fatal(os.ErrInvalid)
	}
	return authority
}
