package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
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
	fails   *buckets
	refused [http.StatusTooManyRequests - http.StatusBadRequest + 1]atomic.Uint64 // by status
	next    http.Handler
}

// NewToken makes a token: 32 random bytes.
func NewToken() string {
	var b [32]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func newGate(o *Options, hosts []string, now func() time.Time) *gate {
	g := &gate{hosts: hosts, open: o.Token == "", fails: newBuckets(now, float64(maxFailures)/failuresFor.Seconds(), maxFailures)}
	scheme := "http://"
	if o.TLS {
		scheme = "https://"
	}
	for _, h := range hosts {
		g.origins = append(g.origins, scheme+h)
	}
	if g.open {
		return g
	}
	g.sum = sha256.Sum256([]byte(o.Token))
	value := sha256.Sum256([]byte("rtwatch session " + o.Token))
	_, port, _ := net.SplitHostPort(hosts[0])
	if port == "" {
		port = "0"
	}
	g.cookie = http.Cookie{
		Name: "rtwatch_" + port, Value: hex.EncodeToString(value[:]), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: o.TLS,
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
	case !cleanPath(r):
		return http.StatusNotFound
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
	case r.URL.Query().Has("token"): // it would stand in logs
		return http.StatusBadRequest
	case upgrade && r.URL.Path != "/ws":
		return http.StatusBadRequest
	case g.open:
		return 0
	case r.Method == http.MethodPost && r.URL.Path == "/session":
		return 0 // it is what looks at the token
	case shown:
		return g.check(r, h, bearer)
	case r.URL.Path == "/healthz" && r.Method != http.MethodPost && g.anonymous(r):
		return 0 // it says no more than that it is there
	case r.Method == http.MethodPost, !g.hasSession(r):
		return http.StatusUnauthorized
	case upgrade && !told:
		return http.StatusForbidden
	}
	return 0
}

// cleanPath reports whether a path is one that a route may have: no way up, no
// other spelling of a sign.
func cleanPath(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/") && r.URL.RawPath == "" && !strings.ContainsAny(r.URL.Path, "\\\x00%") &&
		!strings.Contains(r.URL.Path, "//") && !strings.Contains(r.URL.Path, "..")
}

// check returns 0 if a token is right, 401 if not, and 429 to who was wrong too
// often.
func (g *gate) check(r *http.Request, h http.Header, token string) int {
	ip := address(r)
	if !g.fails.has(ip) {
		h.Set("Retry-After", "60")
		return http.StatusTooManyRequests
	}
	sum := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(sum[:], g.sum[:]) == 1 {
		return 0
	}
	g.fails.take(ip, 1)
	return http.StatusUnauthorized
}

// hasSession reports whether a request brings the cookie.
func (g *gate) hasSession(r *http.Request) bool {
	for _, c := range r.CookiesNamed(g.cookie.Name) {
		sum := sha256.Sum256([]byte(c.Value))
		if subtle.ConstantTimeCompare(sum[:], g.session[:]) == 1 {
			return true
		}
	}
	return false
}

// address is the IP address of who asks.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
