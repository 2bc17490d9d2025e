package main

import (
	"fmt"
	"testing"
)

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		``:                      `[]`,
		`  ls   -l `:            `["ls" "-l"]`,
		`a 'b c' "d e"`:         `["a" "b c" "d e"]`,
		`a''b "" c`:             `["ab" "" "c"]`,
		`a\ b '\' "\"" "\x"`:    `["a b" "\\" "\"" "\\x"]`,
		`echo "it's" 'a "b" c'`: `["echo" "it's" "a \"b\" c"]`,
	} {
		got, err := words(in)
		if g := fmt.Sprintf("%q", got); err != nil || g != want {
			t.Errorf("words(%q) = %s, %v; want %s", in, g, err, want)
		}
	}
	for _, in := range []string{`'`, `"a`, `a\`} {
		if got, err := words(in); err == nil {
			t.Errorf("words(%q) = %q; want an error", in, got)
		}
	}
}
