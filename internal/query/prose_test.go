package query

import "testing"

func TestProse(t *testing.T) {
	const text = `10:30 INFO http: done, method=GET path="/a b" (status=500) took=1.5s, rhost=10.0.0.1; GET /x?user=bob&n=1 substatus=7 e=`
	for _, tt := range []struct {
		query string
		want  bool
	}{
		{"status=500", true},
		{"status>=500", true},
		{"status!=500", false},
		{"status=7", false},
		{"substatus=7", true},
		{`path="/a b"`, true},
		{"took>1s", true},
		{"took>2s", false},
		{"rhost=10.0.0.1", true},
		{"rhost~^10", true},
		{"user=bob", true},
		{"user=Bob", false},
		{"n=1", true},
		{"method=get", true},
		{`e=""`, true},
		{"e!=x", true},
		{"x=1", false},
		{"user!=bob", false},
		{"not user=bob", false},
		{"other!=1", false},
		{"s=500", false},
		{"method=ge", false},
	} {
		if got := mustParse(t, tt.query).Match(&Text{Data: []byte(text + "\n")}); got != tt.want {
			t.Errorf("%s: %v", tt.query, got)
		}
	}
}
