package line

import (
	"strings"
	"testing"
)

func TestAccess(t *testing.T) {
	const agent = `Mozilla/4.08 [en] (Win98; I ;Nav)`
	tests := []struct{ name, text, want string }{
		{
			"common", `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`, // mod_log_config
			"remote=s:127.0.0.1 user=s:frank method=s:GET path=s:/apache_pb.gif protocol=s:HTTP/1.0 status=n:200 size=n:2326",
		},
		{
			"combined", `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "` + agent + `"`,
			"remote=s:127.0.0.1 user=s:frank method=s:GET path=s:/apache_pb.gif protocol=s:HTTP/1.0 status=n:200 size=n:2326 referer=s:http://www.example.com/start.html agent=s:" + agent,
		},
		{
			"virtual host", `www.example.com:80 127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 304 -`,
			"vhost=s:www.example.com:80 remote=s:127.0.0.1 method=s:GET path=s:/ protocol=s:HTTP/1.1 status=n:304",
		},
		{
			"nginx", `2001:db8::1 - - [22/Nov/2026:09:41:07 +0000] "POST /api/v1?a=b HTTP/2.0" 502 157 "-" "curl/8.5.0"`,
			"remote=s:2001:db8::1 method=s:POST path=s:/api/v1?a=b protocol=s:HTTP/2.0 status=n:502 size=n:157 referer=s:- agent=s:curl/8.5.0",
		},
		{
			"nginx request time", `10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl" 0.005`,
			"remote=s:10.0.0.1 method=s:GET path=s:/a protocol=s:HTTP/1.1 status=n:200 size=n:5 referer=s:- agent=s:curl request_time=n:0.005",
		},
		{
			"nginx forwarded and times", "10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl\" \"192.0.2.1\" 1.250 1.249 .\r",
			"remote=s:10.0.0.1 method=s:GET path=s:/a protocol=s:HTTP/1.1 status=n:200 size=n:5 referer=s:- agent=s:curl request_time=n:1.250",
		},
		{
			"common and request time", `10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "GET /a HTTP/1.1" 200 5 0.005`,
			"remote=s:10.0.0.1 method=s:GET path=s:/a protocol=s:HTTP/1.1 status=n:200 size=n:5 request_time=n:0.005",
		},
		{
			"microseconds of Apache are no seconds", `h - - [22/Nov/2026:09:41:07 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl" 5012`,
			"remote=s:h method=s:GET path=s:/a protocol=s:HTTP/1.1 status=n:200 size=n:5 referer=s:- agent=s:curl",
		},
		{
			"one quoted text is neither", `h - - [22/Nov/2026:09:41:07 +0000] "GET /a HTTP/1.1" 200 5 "curl"`,
			"remote=s:h method=s:GET path=s:/a protocol=s:HTTP/1.1 status=n:200 size=n:5",
		},
		{
			"escaped quotes", `h - - [22/Nov/2026:09:41:07 +0000] "GET /\"x\\ HTTP/1.1" 200 5 "-" "a \"b\" c"`,
			`remote=s:h method=s:GET path=s:/\"x\\ protocol=s:HTTP/1.1 status=n:200 size=n:5 referer=s:- agent=s:a \"b\" c`,
		},
		{
			"spaces in the path", `h - - [22/Nov/2026:09:41:07 +0000] "GET /a b HTTP/1.1" 400 5`,
			"remote=s:h method=s:GET path=s:/a b protocol=s:HTTP/1.1 status=n:400 size=n:5",
		},
		{
			"no protocol", `h - - [22/Nov/2026:09:41:07 +0000] "GET /" 200 5`,
			"remote=s:h method=s:GET path=s:/ status=n:200 size=n:5",
		},
		{"no request", `h - - [22/Nov/2026:09:41:07 +0000] "-" 408 -`, "remote=s:h status=n:408"},
		{"empty request", `h - - [22/Nov/2026:09:41:07 +0000] "" 400 0`, "remote=s:h status=n:400 size=n:0"},
		{"handshake", `h - - [22/Nov/2026:09:41:07 +0000] "\x16\x03\x01 \x02" 400 157 "-" "-"`, "remote=s:h status=n:400 size=n:157 referer=s:- agent=s:-"},
		{
			"user with spaces and a bracket", `h - John [x] Doe [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`,
			"remote=s:h user=s:John [x] Doe method=s:GET path=s:/ protocol=s:HTTP/1.1 status=n:200 size=n:5",
		},
		{
			"virtual host and user with spaces", `v h - John Doe [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`,
			"vhost=s:v remote=s:h user=s:John Doe method=s:GET path=s:/ protocol=s:HTTP/1.1 status=n:200 size=n:5",
		},
		{
			"list of addresses", `192.0.2.1, 192.0.2.2, h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`,
			"remote=s:192.0.2.1, 192.0.2.2, h method=s:GET path=s:/ protocol=s:HTTP/1.1 status=n:200 size=n:5",
		},
		{
			"ident", `h root alice [2026-11-22T09:41:07+00:00] "GET / HTTP/1.1" 200 5`,
			"remote=s:h user=s:alice method=s:GET path=s:/ protocol=s:HTTP/1.1 status=n:200 size=n:5",
		},
		{"no time", `h - - "GET / HTTP/1.1" 200 5`, "no"},
		{"no quotes", `h - - [22/Nov/2026:09:41:07 +0000] GET / HTTP/1.1 200 5`, "no"},
		{"no status", `h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" - 5`, "no"},
		{"status of two digits", `h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 20 5`, "no"},
		{"status of four digits", `h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 2000 5`, "no"},
		{"no size", `h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200`, "no"},
		{"size is none", `h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5x`, "no"},
		{"open quote", `h - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1`, "no"},
		{"no address", `[22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`, "no"},
		{"an address alone", `h [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`, "no"},
		{"a bracket of text", `x y z [22 is all] "said he" 200 5`, "no"},
		{"nginx error", `2026/11/22 09:41:07 [error] 12#12: *5 open() "/x" failed (2: No such file or directory), request: "GET /x HTTP/1.1"`, "no"},
		{"too far in", strings.Repeat("h", clientWindow) + ` - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`, "no"},
		{
			"as far in as may be", strings.Repeat("h", clientWindow-6) + ` - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 200 5`,
			"remote=s:" + strings.Repeat("h", clientWindow-6) + " method=s:GET path=s:/ protocol=s:HTTP/1.1 status=n:200 size=n:5",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := fieldsOf(tt.text)
			if !ok {
				got += "no"
			}
			if got != tt.want {
				t.Errorf("Fields(%q) = %q, want %q", tt.text, got, tt.want)
			}
			for i := range tt.text { // cut off anywhere
				if fields, ok := Fields(nil, []byte(tt.text[:i])); !ok && len(fields) > 0 {
					t.Errorf("Fields(%q) = %v, false", tt.text[:i], fields)
				}
			}
		})
	}
}

func TestUnwritten(t *testing.T) {
	for name, want := range map[string]bool{"status": true, "vhost": true, "request_time": true, "level": false, "": false, "http.status": false} {
		if got := Unwritten(name); got != want {
			t.Errorf("Unwritten(%q) = %v", name, got)
		}
	}
}
