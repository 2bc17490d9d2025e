package web

import (
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHosts(t *testing.T) {
	unix := &net.UnixAddr{Name: "/run/x", Net: "unix"}
	tcp := func(ip string, port int) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: port} }
	for _, c := range []struct {
		addr   net.Addr
		more   string
		secure bool
		link   string
		has    string
		lacks  string
	}{
		{tcp("127.0.0.1", 8080), "", false, "http://127.0.0.1:8080/", "localhost:8080 127.0.0.1:8080 [::1]:8080", "localhost 0.0.0.0:8080"},
		{tcp("::1", 8080), "", false, "http://[::1]:8080/", "[::1]:8080", "[::1]"},
		{tcp("127.0.0.1", 80), "", false, "http://127.0.0.1:80/", "localhost localhost:80 [::1]", "localhost:443"},
		{tcp("127.0.0.1", 443), "", true, "https://127.0.0.1:443/", "localhost localhost:443 [::1]", "localhost:80"},
		{tcp("192.0.2.7", 1), "Logs.example", true, "https://Logs.example:1/", "192.0.2.7:1 logs.example:1", "Logs.example:1 logs.example"},
		{tcp("127.0.0.1", 1), "logs.example:9 [2001:db8::1]:9 2001:db8::2", false, "http://logs.example:9/", "logs.example:9 [2001:db8::1]:9 [2001:db8::2]:1", "logs.example:1"},
		{tcp("0.0.0.0", 1), "", false, "http://localhost:1/", "localhost:1", "0.0.0.0:1"},
		{unix, "", false, "http://localhost/", "localhost 127.0.0.1 [::1]", "localhost:80"},
		{tcp("127.0.0.1", 1), "https://Logs.example", false, "https://logs.example/", "logs.example https://logs.example localhost:1 http://localhost:1", "http://logs.example https://localhost:1 logs.example:1"},
		{unix, "https://logs.example:9", false, "https://logs.example:9/", "https://logs.example:9 http://localhost", "logs.example"},
		{unix, "localhost:9", false, "http://localhost:9/", "localhost localhost:9", "localhost:80"},
	} {
		o := Options{Hosts: strings.Fields(c.more)}
		if c.secure {
			o.Cert = &tls.Certificate{}
		}
		g := newGate(&o, origins(c.addr, o.Hosts, c.secure), time.Now)
		got := slices.Concat(g.hosts, g.origins)
		in := func(h string) bool { return strings.Contains(" "+strings.Join(got, " ")+" ", " "+h+" ") }
		for _, h := range strings.Fields(c.has) {
			if !in(h) {
				t.Errorf("%v %q: %s is not in %q", c.addr, c.more, h, got)
			}
		}
		for _, h := range strings.Fields(c.lacks) {
			if in(h) {
				t.Errorf("%v %q: %s is in %q", c.addr, c.more, h, got)
			}
		}
		if link := Link(c.addr, &o); link != c.link {
			t.Errorf("%v %q: the link is %s, want %s", c.addr, c.more, link, c.link)
		}
		for _, h := range o.Hosts {
			if err := CheckHost(h); err != nil {
				t.Error(err)
			}
		}
	}
	o := Options{Token: "a+b/c=d#e"}
	if link := Link(tcp("127.0.0.1", 1), &o); link != "http://127.0.0.1:1/#token=a%2Bb%2Fc%3Dd%23e" {
		t.Error(link)
	}
	for _, bad := range []string{"", "a b", "ftp://a", "https://", "https://a/", "https://a/b", "a/", "a:", "a:x", "a:0", "a:65536", ":80", "*", "a\r\nb", "é"} {
		if CheckHost(bad) == nil {
			t.Errorf("%q is taken for a name", bad)
		}
	}
}
