package terminal

import (
	"strings"
	"testing"
)

func TestQueries(t *testing.T) {
	for env, want := range map[string]bool{
		"": false, "TERM=dumb": false, "TERM=linux": false, "TERM=xterm-256color": true, "TERM=tmux-256color": true,
	} {
		if got := Environ(strings.Fields(env)).queries() != ""; got != want {
			t.Errorf("%q: asks %v, want %v", env, got, want)
		}
	}
}
