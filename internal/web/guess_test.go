package web

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// Wrong tokens and wrong cookies are counted, wherever they are shown. Behind
// five the right one is refused too, for who may be guessing; unless it cannot
// be guessed: then nobody can lock out who has it.
func TestWrongOnesAreCounted(t *testing.T) {
	chosen, made := testToken, NewToken()
	show := map[string]func(r *rig, value string) int{
		"bearer": func(r *rig, value string) int {
			status, _ := r.do("GET", "/lines?n=0", "", "Authorization", "Bearer "+value)
			return status
		},
		"session": func(r *rig, value string) int {
			status, _ := r.do("POST", "/session", fmt.Sprintf(`{"token":%q}`, value), "Authorization", "", "Content-Type", "application/json")
			return status
		},
		"cookie": func(r *rig, value string) int {
			if value == r.server.options.Token {
				value = r.server.gate.cookie.Value
			}
			status, _ := r.do("GET", "/lines?n=0", "", "Authorization", "", "Cookie", r.server.gate.cookie.Name+"="+value)
			return status
		},
	}
	for name, ask := range show {
		for _, token := range []string{chosen, made} {
			t.Run(fmt.Sprint(name, len(token)), func(t *testing.T) {
				c := newClock()
				r := start(t, func(o *setup) { o.Token, o.now = token, c.now })
				good := map[string]int{"bearer": 200, "cookie": 200, "session": 204}[name]
				want := func(when string, got, want int) {
					t.Helper()
					if got != want {
						t.Errorf("%s: %d, want %d", when, got, want)
					}
				}
				want("the right one", ask(r, token), good)
				for i := range maxFailures {
					want("a wrong one", ask(r, fmt.Sprint("wrong", i)), 401)
				}
				want("one too many", ask(r, "another"), 429)
				want("a repeated one", ask(r, "wrong1"), 429)
				if token == made {
					want("one that cannot be guessed", ask(r, token), good)
				} else {
					want("the right one behind them", ask(r, token), 429)
				}
				c.pass(failuresFor / maxFailures)
				want("the right one a little later", ask(r, token), good)
			})
		}
	}
}

// A page of a former run shows its cookie again and again: that is one mistake.
func TestRepeatedOneIsNoGuess(t *testing.T) {
	r := start(t, func(o *setup) { o.now = newClock().now })
	for range 10 * maxFailures {
		if status, _ := r.do("GET", "/lines", "", "Authorization", "", "Cookie", r.server.gate.cookie.Name+"=old"); status != 401 {
			t.Fatal("the cookie of a former run:", status)
		}
	}
	if status, _ := r.do("GET", "/lines?n=0", ""); status != 200 {
		t.Error("who has the token:", status)
	}
}

// Many guesses in one request are many.
func TestManyCookiesAreManyGuesses(t *testing.T) {
	now := time.Now()
	g := newGuesses(testToken, func() time.Time { return now })
	var many [][sha256.Size]byte
	for i := range 50 {
		many = append(many, sha256.Sum256(fmt.Append(nil, i)))
	}
	if g.judge("192.0.2.1", false, many) {
		t.Fatal("the first ones wait")
	}
	now = now.Add(failuresFor)
	if !g.judge("192.0.2.1", true, many[:1]) {
		t.Error("50 guesses cost no more than 5")
	}
	now = now.Add(10 * failuresFor)
	if g.judge("192.0.2.1", true, many[:1]) {
		t.Error("they are held against it for ever")
	}
}

func TestGuesser(t *testing.T) {
	for _, same := range [][]string{
		{"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.2"},
		{"2001:db8::1", "2001:db8::ffff:1", "2001:db8::%eth0"},
		{"192.0.2.1", "::ffff:192.0.2.1"},
		{"192.0.2.2"},
		{"2001:db8:0:1::1"},
		{"@"},
	} {
		for _, a := range same {
			if guesser(a) != guesser(same[0]) {
				t.Errorf("%s is another than %s: %s", a, same[0], guesser(a))
			}
		}
	}
	if guesser("192.0.2.1") == guesser("192.0.2.2") || guesser("2001:db8::1") == guesser("2001:db8:0:1::1") {
		t.Error("different ones are the same")
	}
}

// The answer to a wrong one tells when to come back, how to get in, and no more.
func TestRefusedAnswers(t *testing.T) {
	r := start(t, nil)
	var a *http.Response
	for i := range maxFailures + 1 {
		q, _ := http.NewRequest(http.MethodGet, "http://"+r.addr+"/lines", http.NoBody)
		q.Header.Set("Authorization", fmt.Sprint("Bearer wrong", i))
		q.Header.Set("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", i)) // anybody can say so
		var err error
		if a, err = http.DefaultClient.Do(q); err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if i == 0 && (a.StatusCode != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") != "Bearer") {
			t.Errorf("the first: %d %v", a.StatusCode, a.Header)
		}
	}
	if a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "12" {
		t.Errorf("the sixth: %d %v", a.StatusCode, a.Header)
	}
}
