package redis

import (
	"fmt"
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	tests := []struct{ url, want, label string }{
		{"redis://127.0.0.1:6379", "tcp 127.0.0.1:6379 false 0  ", "redis://127.0.0.1:6379"},
		{"redis://", "tcp 127.0.0.1:6379 false 0  ", "redis://127.0.0.1:6379"},
		{"redis://h/3", "tcp h:6379 false 3  ", "redis://h:6379"},
		{"redis://u:p%40w@h:7/", "tcp h:7 false 0 u p@w", "redis://h:7"},
		{"rediss://:pw@[::1]:7/15", "tcp [::1]:7 true 15  pw", "rediss://[::1]:7"},
		{"unix:///run/r.sock", "unix /run/r.sock false 0  ", "unix:///run/r.sock"},
		{"unix://u:p@/run/r.sock?db=2", "unix /run/r.sock false 2 u p", "unix:///run/r.sock"},
		{"redis+sentinel://u:p,w@a,b:1/main/3", "tcp a:26379 false 3 u p,w", "redis+sentinel://a:26379,b:1/main"},
		{"rediss+cluster://a,[::1]:1/", "tcp a:6379 true 0  ", "rediss+cluster://a:6379,[::1]:1"},
	}
	for _, tt := range tests {
		a, err := parseAddress("--url", tt.url)
		got := fmt.Sprint(a.network, " ", a.host, " ", a.tls, " ", a.db, " ", a.user, " ", a.password)
		if err != nil || got != tt.want || a.label != tt.label {
			t.Errorf("%s: %q %q %v, want %q %q", tt.url, got, a.label, err, tt.want, tt.label)
		}
	}
}

// TestErrorsHideThePassword tries whatever is wrong with a URL, each with a
// password in it.
func TestErrorsHideThePassword(t *testing.T) {
	for _, url := range []string{
		"http://u:hunter2@h", "u:hunter2@h", "redis://u:hunter2@h:port", "redis://u:hunter2@h/x", "redis://u:hunter2@h/-1",
		"redis://u:hun/hunter2@h", "redis://u:hun#hunter2@h", "redis://u:1#hunter2@h", "redis://u:1/hunter2@h",
		"redis://:hunter2", "redis://h?password=hunter2", "unix://u:hunter2@h/s", "unix:///s?pw=hunter2", "redis://u:hunter2@h:0",
		"redis://u:hunter2%zz@h", "redis://u:hunter2 @h", "redis://u:hunter2@a,b", "redis+sentinel://:hunter2,h:1/m", "redis+sentinel://u:hunter2@h",
		"redis+cluster://u:hunter2@h:x,i", "redis+cluster://u:hunter2@h/1", "redis:u:hunter2@h", "redis://h:6379#hunter2", "redis://u:a@hunter2@h:x",
	} {
		_, err := New(Options{URL: url, Keys: []string{"k"}})
		if err == nil {
			t.Errorf("%s is accepted", url)
		} else if strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "--url ") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("u", "hunter2", "h:1/2")
	f.Add("", "a#b", "/")
	f.Fuzz(func(t *testing.T, user, password, rest string) {
		password = "<" + password + ">" // found in nothing else
		if strings.ContainsAny(user+rest, "<>@") {
			return
		}
		a, err := parseAddress("--url", "redis://"+user+":"+password+"@"+rest)
		if err != nil && strings.Contains(err.Error(), password) || strings.Contains(a.label, "<") {
			t.Errorf("%q %q %q: %v, label %q", user, password, rest, err, a.label)
		}
	})
}

func TestOptions(t *testing.T) {
	keys := func(n int) (k []string) {
		for i := range n {
			k = append(k, fmt.Sprint("k", i))
		}
		return k
	}
	tests := []struct {
		o    Options
		want string // of the error, "" for none
	}{
		{Options{Keys: keys(1)}, ""},
		{Options{}, "--keys is missing"},
		{Options{Keys: []string{"a", ""}}, "--keys holds an empty name"},
		{Options{Keys: []string{"stats:*", "a"}}, ""},
		{Options{Keys: keys(maxKeys + 1), Via: "tracking"}, "at most 256"},
		{Options{Keys: keys(1), Via: "magic"}, `--via "magic": expected auto, tracking, notify, poll`},
		{Options{Keys: keys(1), By: "rank"}, `--by "rank": expected auto, score, time`},
		{Options{Keys: keys(1), Views: []string{"lines", "x"}}, `--view "x"`},
		{Options{Keys: keys(1), CA: []byte("x")}, "--tls-ca holds no certificate"},
		{Options{Keys: []string{`what\?`}}, ""},
		{Options{Keys: keys(maxKeys)}, ""},
		{Options{Keys: keys(maxKeys + 1)}, "at most 256"},
		{Options{Keys: keys(1), Window: 1}, ""},
		{Options{Keys: keys(1), Window: -1}, "--window -1: expected 1 to 1000"},
		{Options{Keys: keys(1), Window: maxWindow}, ""},
		{Options{Keys: keys(1), Window: maxWindow + 1}, "--window 1001"},
	}
	for _, tt := range tests {
		_, err := New(tt.o)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.o, err, tt.want)
		}
	}
}
