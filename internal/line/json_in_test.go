package line

import "testing"

func TestJSONIn(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1}`: `{"a":1}`, ` [1] `: `[1]`, `INFO [main] got {"a":1}`: `{"a":1}`, `x {y} {"a":1}`: `{"a":1}`, "{\n \"a\": 1\n}": "{\n \"a\": 1\n}",
		`{"a":1} x`: "", `{"a":1,}`: "", `no`: "", `}`: "", "": "", `{{{{{{[1]`: "",
	} {
		if got := string(JSONIn([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
