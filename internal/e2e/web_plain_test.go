package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// plainServer has the test program be the least that a server of lines can be,
// to compare with: what comes on standard input goes to all connections, as it
// is, with a goroutine for each.
const plainServer = "RTWATCH_E2E_PLAIN_SERVER"

func servePlain() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	fmt.Fprintln(os.Stdout, l.Addr())
	var mu sync.Mutex
	var all []chan []byte
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			news := make(chan []byte, 16)
			mu.Lock()
			all = append(all, news)
			mu.Unlock()
			go func() {
				for data := range news {
					if _, err := c.Write(data); err != nil {
						return
					}
				}
			}()
		}
	}()
	for {
		buf := make([]byte, 64<<10)
		n, err := os.Stdin.Read(buf)
		if err != nil {
			return
		}
		mu.Lock()
		for _, news := range all {
			news <- buf[:n]
		}
		mu.Unlock()
		<-time.After(plainGather)
	}
}

// plainGather is how long lines gather in rtwatch, too, where they come in a
// steady stream and 200 clients look at them.
const plainGather = 30 * time.Millisecond

// newPlain starts such a server, with clients.
func newPlain(b *testing.B, clients int) *crowd {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), plainServer+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	var out lockedBuffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	c := &crowd{tb: b, pid: cmd.Process.Pid, log: in}
	b.Cleanup(func() {
		c.close()
		_ = cmd.Wait()
	})
	until(b, "it listens", out.String, func() bool { return out.Len() > 0 })
	if _, err := fmt.Sscan(out.String(), &c.addr); err != nil {
		b.Fatal(err)
	}
	for range clients {
		conn, err := net.Dial("tcp", c.addr)
		if err != nil {
			b.Fatal(err)
		}
		c.conns = append(c.conns, conn)
		c.take(conn)
	}
	return c
}

// passed waits until all clients have so many bytes.
func (c *crowd) passed(size int) {
	c.tb.Helper()
	want := int64(size * len(c.conns))
	until(c.tb, "all is taken", func() string { return fmt.Sprint(c.taken.Load(), " of ", want) }, func() bool { return c.taken.Load() >= want })
}
