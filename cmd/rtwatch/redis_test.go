package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis"
)

func TestRedisSpec(t *testing.T) {
	t.Setenv("REDIS_PASSWORD", "env")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("file\r\nmore\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	plain := redis.Options{Window: 100, ID: "id", Password: "env"}
	with := func(change func(*redis.Options)) redis.Options {
		o := plain
		change(&o)
		return o
	}
	tests := []struct {
		spec string
		want redis.Options
		err  string
	}{
		{"redis://h:1/2?keys=a,b*", with(func(o *redis.Options) { o.URL, o.Keys = "redis://h:1/2", []string{"a", "b*"} }), ""},
		{"redis://u:p@h?keys=a&window=5&top=1&via=poll&by=score&id=&view=lines", with(func(o *redis.Options) {
			*o = redis.Options{
				URL: "redis://u:p@h", Keys: []string{"a"}, Window: 5, Top: true, Via: "poll", By: "score", Views: []string{"lines"}, Password: "env",
			}
		}), ""},
		{"redis://h?streams=s,t*&from=$&channels=c", with(func(o *redis.Options) {
			o.URL, o.Streams, o.From, o.Channels = "redis://h", []string{"s", "t*"}, "$", []string{"c"}
		}), ""},
		{"unix:///s?db=2&keys=a", with(func(o *redis.Options) { o.URL, o.Keys = "unix:///s?db=2", []string{"a"} }), ""},
		{"redis+sentinel://a,b:1/main?keys=k", with(func(o *redis.Options) { o.URL, o.Keys = "redis+sentinel://a,b:1/main", []string{"k"} }), ""},
		{"redis://h?keys=a&password-file=" + file, with(func(o *redis.Options) { o.URL, o.Keys, o.Password = "redis://h", []string{"a"}, "file" }), ""},
		{"redis://u:p@h?window=x", plain, `window "x" is not a number`},
		{"redis://u:p@h?top=x", plain, `top "x" is neither`},
		{"redis://h?password-file=" + file + "x", plain, "--password-file: "},
		{"redis://h?tls-ca=" + file + "x", plain, "--tls-ca: "},
		{"redis://h?a;b", plain, "(or streams=, channels=), with & between settings"},
	}
	for _, tt := range tests {
		if !isRedis(tt.spec) {
			t.Errorf("%s is not taken for an address", tt.spec)
		}
		got, err := redisSpec(tt.spec)
		switch {
		case tt.err == "" && (err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", tt.want)):
			t.Errorf("%s: %+v, %v, want %+v", tt.spec, got, err, tt.want)
		case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "u:p")):
			t.Errorf("%s: %v, want %q", tt.spec, err, tt.err)
		}
	}
}

func TestRedisFiles(t *testing.T) {
	dir := t.TempDir()
	empty, large := filepath.Join(dir, "empty"), filepath.Join(dir, "large")
	for name, size := range map[string]int{empty: 0, large: maxSecret + 1} {
		if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		files redisFiles
		want  string
	}{
		{redisFiles{password: empty}, "its first line is empty"},
		{redisFiles{password: large}, "expected at most"},
		{redisFiles{ca: large}, "expected at most"},
		{redisFiles{ca: dir}, "--tls-ca: "},
	} {
		if _, _, err := tt.files.read(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.files, err, tt.want)
		}
	}
}
