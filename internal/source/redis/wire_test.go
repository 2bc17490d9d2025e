package redis

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// drip is a connection on which an announcement comes each millisecond.
type drip struct {
	net.Conn
	began time.Time
	reads int
	taken int // announcements
}

const announcement = ">2\r\n+invalidate\r\n_\r\n"

func (d *drip) SetReadDeadline(time.Time) error { return nil }
func (d *drip) Write(p []byte) (int, error)     { return len(p), nil }
func (d *drip) come() int                       { return int(time.Since(d.began) / time.Millisecond) }

func (d *drip) wait() { <-time.After(time.Millisecond - time.Since(d.began)%time.Millisecond) }

func (d *drip) Read(p []byte) (int, error) {
	if d.come() == d.taken {
		d.wait()
	}
	n := d.come() - d.taken
	d.taken += n
	d.reads++
	return copy(p, strings.Repeat(announcement, n)), nil
}

func TestAnnouncementsGather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		d := &drip{began: time.Now()}
		l := &link{ctx: ctx, cancel: cancel}
		w := &wire{Conn: d, link: l, guard: &l.guard, wrote: make(chan struct{}, 1)}
		read := func() time.Duration {
			t.Helper()
			began := time.Now()
			if _, err := w.Read(make([]byte, 4096)); err != nil {
				t.Fatal(err)
			}
			return time.Since(began)
		}
		if took := read(); took != time.Millisecond {
			t.Errorf("the first was held up: %v", took)
		}
		for d.come() < 101 {
			read()
		}
		if want := 1 + int(100*time.Millisecond/gatherFor); d.reads != want || d.taken != 101 {
			t.Errorf("%d announcements in %d reads, want %d", d.taken, d.reads, want)
		}
		// A command that is sent meanwhile has an answer, which must not wait.
		go func() {
			<-time.After(gatherFor / 2)
			_, _ = w.Write([]byte("*1\r\n$4\r\nPING\r\n"))
		}()
		if took := read(); took != gatherFor/2 {
			t.Errorf("with a command sent after %v a read took %v", gatherFor/2, took)
		}
		if took := read(); took > time.Millisecond {
			t.Errorf("while an answer is waited for a read took %v", took)
		}
	})
}
