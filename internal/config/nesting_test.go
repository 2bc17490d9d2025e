package config

import (
	"strings"
	"testing"
)

func TestCheckNesting(t *testing.T) {
	deep := strings.Repeat("{a=", maxNesting+1)
	for _, c := range []struct {
		name, text string
		line       string // of what is refused; empty: nothing is
	}{
		{"tables", "\nx=" + deep, "2"},
		{"as deep as may be", "x=" + strings.Repeat("{a=", maxNesting) + "1" + strings.Repeat("}", maxNesting), ""},
		{"lists", "x=" + strings.Repeat("[", maxNesting+1), "1"},
		{"beside each other", "x=[" + strings.Repeat("[],{},", 5*maxNesting) + "]", ""},
		{"a name", strings.Repeat("a.", maxNesting) + "a=1", "1"},
		{"a short name", strings.Repeat("a.", maxNesting-1) + "a=1", ""},
		{"a table's name", "[" + strings.Repeat("a.", maxNesting) + "a]", "1"},
		{"numbers", "x=[" + strings.Repeat("1.5,", 5*maxNesting) + "]", ""},
		{"a text", `x="` + deep + `"`, ""},
		{"a text with a quote", `x="\"` + deep + `"`, ""},
		{"a plain text", `x='` + deep + `'`, ""},
		{"behind a plain text", `x='\'` + deep, "1"},
		{"a text of lines", "x=\"\"\"\n\"" + deep + "\"\"\"", ""},
		{"behind a text of lines", "x=[\"\"\"\n\"\"\"," + deep, "2"},
		{"behind its own quotes", "x=[\"\"\"a\"\"\"\"\"," + deep, "1"},
		{"behind one of its own", "x=['''a''''," + deep, "1"},
		{"behind an open text", "x='\ny=" + deep, "2"},
		{"a comment", "# " + deep + " '", ""},
		{"behind a comment", "# '\nx=" + deep, "2"},
		{"an escape at the end", `x="\`, ""},
		{"more is closed than open", strings.Repeat("]", 99) + deep, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if err := checkNesting("c.toml", c.text); err != nil {
				got = err.Error()
			}
			if (got != "") != (c.line != "") || !strings.HasPrefix(got, "c.toml:"+c.line+":") && got != "" {
				t.Errorf("%q, want line %q", got, c.line)
			}
		})
	}
}

// What takes a parser minutes is refused, not parsed.
func TestParseNested(t *testing.T) {
	if _, err := Parse("c.toml", []byte("x="+strings.Repeat("{a=", 20000)), names); err == nil || !strings.Contains(err.Error(), "in each other") {
		t.Errorf("%.100v", err)
	}
}
