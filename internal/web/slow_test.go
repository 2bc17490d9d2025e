package web

import (
	"fmt"
	"io"
	"net"
	"testing"
	"time"
)

// A header that does not end, and a body that does not: both are closed in
// their time (slowloris).
func TestSlowSenders(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as a body may")
	}
	r := start(t, nil)
	for name, c := range map[string]struct {
		text string
		time time.Duration
	}{
		"header": {"GET /lines HTTP/1.1\r\nHost: x\r\nX: ", headerWithin},
		"body": {
			fmt.Sprintf("POST /feed?source=p HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\none", r.addr, testToken),
			bodyWithin,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", r.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			began := time.Now()
			conn.SetDeadline(began.Add(c.time + 5*time.Second))
			io.WriteString(conn, c.text)
			if _, err := io.ReadAll(conn); err != nil {
				t.Errorf("after %v: %v", time.Since(began), err)
			}
			if took := time.Since(began); took < c.time-time.Second {
				t.Errorf("it was closed after %v", took)
			}
		})
	}
}
