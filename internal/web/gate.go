package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// gate stands in front of every route. A request passes if it names one of the
// server's own addresses, comes from no foreign page, and proves that it knows
// the token: in that order, so that nothing is told before.
type gate struct {
	hosts   []string // that a request may name, with their port
	origins []string // of pages that may ask
	open    bool     // no token is asked for
	sum     [sha256.Size]byte
	cookie  http.Cookie // what a session has
	session [sha256.Size]byte
	guesses guesses
	refused [http.StatusTooManyRequests - http.StatusBadRequest + 1]atomic.Uint64 // by status
	next    http.Handler
}

func newGate(o *Options, origins []string, now func() time.Time) *gate {
	g := &gate{origins: origins, open: o.Token == "", guesses: newGuesses(o.Token, now)}
	for _, origin := range origins {
		_, host, _ := strings.Cut(origin, "://")
		g.hosts = append(g.hosts, host)
	}
	if g.open {
		return g
	}
	g.sum = sha256.Sum256([]byte(o.Token))
	value := sha256.Sum256([]byte("rtwatch session " + o.Token))
	_, port, _ := net.SplitHostPort(g.hosts[0])
	if port == "" {
		port = "0"
	}
	g.cookie = http.Cookie{
		Name: "rtwatch_" + port, Value: hex.EncodeToString(value[:]), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: o.Cert != nil,
	}
	g.session = sha256.Sum256([]byte(g.cookie.Value))
	return g
}

// policy is what the page may load: its own files, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if len(r.TransferEncoding) > 0 || bodied(r) {
		// Somebody in between may have gone by a length that net/http ignores: what
		// follows is no request then (RFC 9112, 6.1). Nor is a body that nobody reads
		// waited for.
		h.Set("Connection", "close")
	}
	if status := g.verdict(r, h); status != 0 {
		g.refuse(w, status)
		return
	}
	g.next.ServeHTTP(w, r)
}

// refuse answers who does not pass.
func (g *gate) refuse(w http.ResponseWriter, status int) {
	g.refused[status-http.StatusBadRequest].Add(1)
	refuse(w, status)
}

// anonymous reports whether a request does not even try to prove who it is from.
// It passes to /healthz only; one that tries must prove it there too.
func (g *gate) anonymous(r *http.Request) bool {
	return r.Header.Get("Authorization") == "" && len(r.CookiesNamed(g.cookie.Name)) == 0
}

// verdict returns 0 if a request may pass, else the status to refuse it with.
func (g *gate) verdict(r *http.Request, h http.Header) int {
	switch {
	case len(r.RequestURI) > maxURL:
		return http.StatusRequestURITooLong
	case r.URL.IsAbs(), r.URL.Host != "", !slices.Contains(g.hosts, r.Host):
		return http.StatusMisdirectedRequest
	case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost:
		h.Set("Allow", "GET, HEAD, POST")
		return http.StatusMethodNotAllowed
	case bodied(r):
		return http.StatusBadRequest
	case !cleanPath(r):
		return http.StatusNotFound
	case r.URL.Query().Has("token"): // it would stand in logs
		return http.StatusBadRequest
	}
	origin, told := r.Header["Origin"]
	if told && (len(origin) != 1 || !slices.Contains(g.origins, origin[0])) {
		return http.StatusForbidden
	}
	public := r.Method != http.MethodPost && (r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, "/static/"))
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "same-origin", "none":
	default: // a link to the page may stand anywhere
		if !public || r.URL.Path != "/" || r.Header.Get("Sec-Fetch-Mode") != "navigate" {
			return http.StatusForbidden
		}
	}
	if public {
		return 0
	}
	// A browser's credentials go with its requests by themselves, and are worth
	// nothing without the page's origin where it must be told.
	bearer, shown := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	upgrade := r.Header.Get("Upgrade") != "" // proxies say "Connection: upgrade" to everything
	switch {
	case upgrade && r.URL.Path != "/ws":
		return http.StatusBadRequest
	case g.open:
		return 0
	case r.Method == http.MethodPost && r.URL.Path == "/session":
		return 0 // it is what looks at the token
	case shown:
		return g.check(r, h, g.sum, bearer)
	case r.URL.Path == "/healthz" && r.Method != http.MethodPost && g.anonymous(r):
		return 0 // it says no more than that it is there
	case r.Method == http.MethodPost:
		return http.StatusUnauthorized
	}
	if status := g.check(r, h, g.session, g.cookies(r)...); status != 0 {
		return status
	}
	if upgrade && !told {
		return http.StatusForbidden
	}
	return 0
}

// bodied reports whether a body is announced that nobody will read (RFC 9110,
// 9.3.1).
func bodied(r *http.Request) bool { return r.Method != http.MethodPost && r.ContentLength != 0 }

// cleanPath reports whether a path is one that a route may have: no way up, no
// other spelling of a sign, for which url.URL has a RawPath.
func cleanPath(r *http.Request) bool {
	p := r.URL.Path
	return strings.HasPrefix(p, "/") && r.URL.RawPath == "" && !strings.ContainsAny(p, "\\\x00%") && !strings.Contains(p, "..") &&
		(p == "/" || path.Clean(p) == strings.TrimSuffix(p, "/"))
}

// check returns 0 if one of what a client shows is what it must know, 401 if
// not, and 429 to who was wrong too often. It takes as long for a right one as
// for a wrong one.
func (g *gate) check(r *http.Request, h http.Header, want [sha256.Size]byte, shown ...string) int {
	right := 0
	wrong := make([][sha256.Size]byte, 0, 1)
	for _, s := range shown {
		sum := sha256.Sum256([]byte(s))
		right |= subtle.ConstantTimeCompare(sum[:], want[:])
		wrong = append(wrong, sum)
	}
	switch wait := g.guesses.judge(address(r), right == 1, wrong); {
	case wait:
		h.Set("Retry-After", strconv.Itoa(int(failuresFor.Seconds()/maxFailures)))
		return http.StatusTooManyRequests
	case right == 1:
		return 0
	}
	return http.StatusUnauthorized
}

// cookies are the sessions that a request brings.
func (g *gate) cookies(r *http.Request) (all []string) {
	for _, c := range r.CookiesNamed(g.cookie.Name) {
		all = append(all, c.Value)
	}
	return all
}

// address is the IP address of who asks; that of a Unix socket's client is "@".
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
