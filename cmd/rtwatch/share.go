package main

import (
	"fmt"
	"net"
	"net/url"
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
	place := "socket"
	if addr, ok := s.listeners[0].Addr().(*net.TCPAddr); ok {
		place = fmt.Sprintf(":%d", addr.Port)
	}
	return &ui.Shared{
		Link: s.link(), Place: place, Local: ownName(s.link()),
		Remote: !s.address.local(), TLS: s.options.Cert != nil, Posting: s.options.Post != nil,
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

// ownName reports whether a link names the machine that it is opened on.
func ownName(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
