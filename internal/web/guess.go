package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"
)

// NewToken makes a token: 32 random bytes, as hexadecimal digits.
func NewToken() string {
	var b [tokenBytes]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// guesses bound how often an address may be wrong. While one has to wait, the
// right token does not help either, or there would be no bound; unless the
// token cannot be guessed at all. Then nobody can lock out who knows it, as
// another user of the same machine could, who has the same address.
type guesses struct {
	hopeless bool // to guess: the token is as NewToken makes it
	fails    *buckets
	// repeated are wrong ones that were seen lately: to show them again is no
	// guess, and pages of a former run do so all the time.
	repeated *buckets
}

func newGuesses(token string, now func() time.Time) guesses {
	b, err := hex.DecodeString(token)
	return guesses{
		hopeless: err == nil && len(b) >= tokenBytes,
		fails:    newBuckets(now, float64(maxFailures)/failuresFor.Seconds(), maxFailures),
		repeated: newBuckets(now, 1/failuresFor.Seconds(), 1),
	}
}

// judge notes what an address has shown, and reports whether it has to wait.
func (g *guesses) judge(address string, right bool, shown [][sha256.Size]byte) (wait bool) {
	if right && g.hopeless {
		return false
	}
	who := guesser(address)
	var guessed float64
	if !right {
		for _, sum := range shown {
			if g.repeated.take(who+string(sum[:]), 1) {
				guessed++
			}
		}
	}
	switch {
	case guessed > 0:
		return !g.fails.take(who, guessed)
	case len(shown) > 0:
		return !g.fails.has(who)
	}
	return false
}

// guesser is whom an address belongs to: this machine has more than one of its
// own, and who has an IPv6 address has 2⁶⁴.
func guesser(address string) string {
	ip, err := netip.ParseAddr(address)
	switch ip = ip.WithZone("").Unmap(); {
	case err != nil:
		return address
	case ip.IsLoopback():
		return "this machine"
	case ip.Is6():
		return netip.PrefixFrom(ip, 64).Masked().String()
	}
	return ip.String()
}
