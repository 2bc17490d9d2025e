package main

import (
	"fmt"
	"net"
	"sync/atomic"

	"github.com/rtwatch/rtwatch/internal/ui"
	"github.com/rtwatch/rtwatch/internal/web"
)

// serving is how the service goes on, for the screen beside it.
type serving struct {
	changed chan struct{} // receives when there is something new; nil: nobody looks
	err     atomic.Pointer[error]
}

// tell says that there is something new.
func (s *serving) tell() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// end says why nothing is served any more.
func (s *serving) end(err error) {
	s.err.Store(&err)
	s.tell()
}

// shared is what the screen shows of the service, and tells it.
func (s *service) shared(server *web.Server, now *serving) *ui.Shared {
	addr := s.listeners[0].Addr()
	tcp, _ := addr.(*net.TCPAddr)
	local := tcp == nil || tcp.IP.IsLoopback()
	place := "socket"
	if tcp != nil {
		place = fmt.Sprintf(":%d", tcp.Port)
	}
	return &ui.Shared{
		Link: s.link(), Place: place, Local: local, Exposed: !local && !s.options.TLS, Posting: s.options.Post != nil,
		Changed: now.changed,
		Audience: func() ui.Audience {
			v := server.Viewers()
			a := ui.Audience{Viewers: []ui.Viewers{
				{Way: "WebSocket", N: v.Sockets}, {Way: "events", N: v.Events}, {Way: "poll", N: v.Polls}, {Way: "text", N: v.Texts},
			}}
			if err := now.err.Load(); err != nil {
				a.Err = *err
			}
			return a
		},
		Present: func(shown ui.Shown) { server.Present(web.Presented(shown)) },
	}
}
