package terminal

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pasted runs the pieces of in through a filter and writes what comes out, with
// each paste in the place of its end.
func pasted(p *pastes, in ...string) string {
	var all strings.Builder
	for _, piece := range in {
		rest := string(p.filter([]byte(piece)))
		for {
			before, after, found := strings.Cut(rest, pasteEnd)
			all.WriteString(before)
			if !found {
				break
			}
			if msg, ok := p.take(); ok {
				fmt.Fprintf(&all, "<%s>", msg.Text)
			}
			rest = after
		}
	}
	return all.String()
}

func TestPastes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"q", "q"},
		{"a\x1b[200~b\x1b[201~c", "a<b>c"},
		{"a\x1b[200~\x1b[201~c", "a<>c"},
		{"\x1b[0200;1~x\ny\x1b[201~q", "\x1b[0201;1~<x\ny>q"},
		{"\x1b[200~a\x1b[20\x1b[201~\x1b[200~b\x1b[201~", "<a\x1b[20><b>"},
		{"\x1b[200~a\x1b[200~b\x1b[201~c", "<a\x1b[200~b>c"},
		{"\x1b[5~\x1b[20~\x1b[2001~x", "\x1b[5~\x1b[20~\x1b[2011~x"},
		{"200~\x1b200~\x1b[1;200~x", "200~\x1b200~\x1b[1;200~x"},
		{"\x1b[201~a", "a"},
	} {
		for split := range len(c.in) + 1 {
			// The marks that come out may be split as well.
			p := &pastes{}
			got := pasted(p, c.in)
			p = &pastes{}
			rest := string(p.filter([]byte(c.in[:split])))
			rest += string(p.filter([]byte(c.in[split:])))
			whole := strings.ReplaceAll(rest, pasteEnd, "")
			if got != c.want {
				t.Fatalf("%q: %q, want %q", c.in, got, c.want)
			}
			var texts string
			for msg, ok := p.take(); ok; msg, ok = p.take() {
				texts += "<" + msg.Text + ">"
			}
			if all := strings.NewReplacer("<", "", ">", "").Replace; len(whole)+len(all(texts)) != len(all(c.want)) {
				t.Errorf("%q split at %d: %q and %q, want %q", c.in, split, whole, texts, c.want)
			}
			p.close()
		}
	}
}

// A long paste is cut, and what comes behind it are keys again.
func TestPasteTooLong(t *testing.T) {
	p := &pastes{}
	defer p.close()
	if rest := string(p.filter([]byte("\x1b[200~" + strings.Repeat("x", maxPaste+1) + "\x1b[201~q"))); rest != pasteEnd+pasteEnd+"q" {
		t.Errorf("what is left is %q", rest)
	}
	if msg, ok := p.take(); !ok || len(msg.Text) != maxPaste || !msg.Cut {
		t.Errorf("the paste has %d bytes, cut %v, want %d, true", len(msg.Text), msg.Cut, maxPaste)
	}
}

// A paste that does not end is over when nothing comes, or no more than somebody
// types; one that is slow goes on.
func TestPasteWithoutEnd(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes int // that come each tenth of a second, for 3 s
		ends  bool
	}{{"nothing", 0, true}, {"keys", 1, true}, {"slow line", 60, false}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got []PasteMsg
				p := &pastes{ended: func(m PasteMsg) { got = append(got, m) }}
				defer p.close()
				p.filter([]byte("\x1b[200~abc"))
				left := 0
				for range 30 {
					<-time.After(100 * time.Millisecond)
					left += len(p.filter([]byte(strings.Repeat("j", c.bytes))))
				}
				synctest.Wait()
				if ended := len(got) == 1 && got[0].Cut && strings.HasPrefix(got[0].Text, "abc"); ended != c.ends {
					t.Errorf("ended %v, want %v: %v", ended, c.ends, got)
				}
				if keys := left > 0; keys != (c.ends && c.bytes > 0) {
					t.Errorf("%d bytes are keys", left)
				}
			})
		})
	}
}

// Once it is closed nobody is told of a paste any more.
func TestPastesClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pastes{ended: func(PasteMsg) { t.Error("told of a paste") }}
		p.filter([]byte("\x1b[200~abc"))
		p.close()
		p.filter([]byte("\x1b[201~\x1b[200~abc"))
		<-time.After(time.Hour)
	})
}
