package line

import "testing"

// TestFormats reads lines as the manuals of programs show them.
func TestFormats(t *testing.T) {
	const (
		same = "2026-11-22T09:41:07+03:00"
		ms   = "2026-11-22T09:41:07.123+03:00"
		ms0  = "2026-11-22T09:41:07.123Z"
		us   = "2026-11-22T09:41:07.123456+03:00"
		us0  = "2026-11-22T09:41:07.123456Z"
	)
	checkStated(t, []stated{
		// ISO 8601 and RFC 3339.
		{"offset with fraction", "2026-11-22T02:41:07.123456-07:00 x", us0, None},
		{"comma and Z", "2026-11-22T09:41:07,123Z WARN x", ms0, Warn},
		{"space and Z", "2026-11-22 09:41:07Z x", utc, None},
		{"basic, comma and offset", "20261122T104107,123+0100 x", ms0, None},
		{"java's zone id", "2026-11-22T10:41:07.123+01:00[Europe/Berlin] INFO x", ms0, Info},
		{"offset behind a space", "2026-11-22 09:41:07.123456+00:00 [info] <0.1.0> x", us0, Info},
		{"zone name", "2026-11-22 09:41:07.123 CET [123] WARNING:  x", ms, Warn},

		// syslog and the journal.
		{"rfc 3164", "<27>Nov 22 09:41:07 host app[1]: x", same, Error},
		{"rfc 5424", "<165>1 2026-11-22T09:41:07.123456Z host app 1 ID47 [x@1 y=\"z\"] error", us0, Notice},
		{"journal, precise", "Nov 22 09:41:07.123456 host app[1]: x", us, None},
		{"journal, iso", "2026-11-22T12:41:07+0300 host app[1]: x", utc, None},
		{"journal, unix", "1795340467.123456 host app[1]: x", us0, None},
		{"journal, full", "Sun 2026-11-22 09:41:07 UTC host app[1]: x", utc, None},
		{"dmesg -T", "[Sun Nov 22 09:41:07 2026] usb 1-1: x", same, None},

		// Web servers and what stands before them.
		{"combined", `10.0.0.1 - bob [22/Nov/2026:09:41:07 +0000] "GET /a HTTP/2.0" 503 5 "-" "curl/8"`, utc, Error},
		{"combined, ipv6", `2001:db8::1 - - [22/Nov/2026:09:41:07 +0000] "POST /a HTTP/1.1" 404 5`, utc, Warn},
		{"apache error", "[Sun Nov 22 09:41:07.123456 2026] [ssl:error] [pid 1:tid 2] AH1: x", us, Error},
		{"nginx error", "2026/11/22 09:41:07 [emerg] 12#12: x", same, Fatal},
		{"envoy", `[2026-11-22T09:41:07.123Z] "GET /x HTTP/1.1" 503 UF 0 91`, ms0, Error},
		{"werkzeug", `10.0.0.1 - - [22/Nov/2026 09:41:07] "GET / HTTP/1.1" 500 -`, same, Error},
		{"uvicorn in front of a time", `2026-11-22 09:41:07 INFO:     10.0.0.1:33 - "GET / HTTP/1.1" 404`, same, Info},
		{"haproxy", "10.0.0.1:33 [22/Nov/2026:09:41:07.123] front back/s 0/0/0/1/1 200", ms, None},
		{"cloudfront", "2026-11-22\t09:41:07\tFRA2\t5\t10.0.0.1\tGET", same, None},
		{"gin", `[GIN] 2026/11/22 - 09:41:07 | 200 |  1.2ms | 10.0.0.1 | GET "/x"`, same, None},
		{"gunicorn", "[2026-11-22 09:41:07 +0000] [12] [WARNING] x", utc, Warn},

		// Go, C++ and Rust.
		{"go", "2026/11/22 09:41:07.123456 main.go:12: x", us, None},
		{"zap console", "2026-11-22T09:41:07.123Z\tERROR\tmain.go:12\tx", ms0, Error},
		{"hclog", "2026-11-22T09:41:07.123Z [WARN]  agent: x", ms0, Warn},
		{"klog", "E1122 09:41:07.123456       1 main.go:12] x", us, Error},
		{"glog with a year", "W20251122 09:41:07.123456 12345 main.cc:12] x", "2025-11-22T09:41:07.123456+03:00", Warn},
		{"ros", "[INFO] [1795340467.123456789] [node]: x", "2026-11-22T09:41:07.123456789Z", Info},

		// Java.
		{"logback", "09:41:07.123 [main] WARN  o.e.App - x", ms, Warn},
		{"spring", "2026-11-22T09:41:07.123+03:00  INFO 123 --- [app] [main] o.e.App : x", ms, Info},
		{"elasticsearch", "[2026-11-22T09:41:07,123][WARN ][o.e.n.Node] [host] x", ms, Warn},
		{"kafka", "[2026-11-22 09:41:07,123] ERROR x (kafka.Server)", ms, Error},
		{"cassandra", "DEBUG [main] 2026-11-22 09:41:07,123 X.java:12 - x", ms, Debug},
		{"tomcat", "22-Nov-2026 09:41:07.123 SEVERE [main] x", ms, Error},
		{"jenkins", "2026-11-22 09:41:07.123+0000 [id=1]\tWARNING\th.x#y: z", ms0, Warn},
		{"weblogic", "<Nov 22, 2026 9:41:07 AM CET> <Warning> <Server> <x>", same, Warn},
		{"websphere", "[11/22/26 9:41:07:123 CET] 00000001 x.Y", ms, None},
		{"gc", "[2026-11-22T12:41:07.123+0300][0.123s][info][gc] x", ms0, Info},
		{"minecraft in trouble", "[09:41:07] [Server thread/FATAL]: x", same, Fatal},
		{"minecraft", "[09:41:07] [Server thread/WARN]: x", same, Warn},

		// Python, Ruby, PHP, Node, Elixir.
		{"logging", "2026-11-22 09:41:07,123 - root - WARNING - x", ms, Warn},
		{"ruby", "W, [2026-11-22T09:41:07.123456 #12]  WARN -- app: x", us, Warn},
		{"monolog", "[2026-11-22T09:41:07.123456+00:00] app.ERROR: x {\"a\":1} []", us0, Error},
		{"laravel", "[2026-11-22 09:41:07] production.CRITICAL: x", same, Fatal},
		{"php", "[22-Nov-2026 09:41:07 UTC] PHP Warning:  x", utc, Warn},
		{"nest", "[Nest] 12  - 11/22/2026, 9:41:07 AM   ERROR [App] x", same, Error},
		{"elixir", "09:41:07.123 [notice] x", ms, Notice},

		// Data bases.
		{"mongodb", `{"t":{"$date":"2026-11-22T09:41:07.123+00:00"},"s":"W",  "c":"NETWORK","id":1,"ctx":"x","msg":"error"}`, ms0, Warn},
		{"mongodb debug", `{"t":{"$date":"2026-11-22T09:41:07.123+00:00"},"s":"D2","c":"NETWORK","id":1,"ctx":"x","msg":"error"}`, ms0, Debug},
		{"mysql", "2026-11-22T09:41:07.123456Z 12 [ERROR] [MY-1] [Server] x", us0, Error},
		{"mysql slow log", "# Time: 2026-11-22T09:41:07.123456Z", us0, None},
		{"redis 5", "1234:M 22 Nov 09:41:07.123 # x", ms, Warn},
		{"sqlserver", "2026-11-22 09:41:07.12 spid5s      Error: 17187", "2026-11-22T09:41:07.12+03:00", Error},

		// Others.
		{"cri", "2026-11-22T09:41:07.123456Z stderr F ERROR x", us0, Error},
		{"cri without level", "2026-11-22T09:41:07.123456Z stdout F x", us0, None},
		{"bind", "22-Nov-2026 09:41:07.123 security: notice: x", ms, Notice},
		{"unreal", "[2026.11.22-09.41.07:123][  0]LogInit: Warning: x", ms, Warn},
		{"suricata", "11/22/2026-09:41:07.123456  [**] [1:2:3] x", us, None},
		{"snort", "11/22-09:41:07.123456  [**] [1:2:3] x", us, None},
		{"dhcp", "24,11/22/26,09:41:07,Cleanup,,,,", same, None},
		{"unified log", "2026-11-22 09:41:07.123456+0000 0x1b2c Error 0x0 123 0 x: y", us0, Error},
		{"long names", "Sunday, November 22, 2026 9:41:07 AM x", same, None},
		{"bunyan", `{"name":"x","hostname":"h","pid":1,"level":40,"msg":"x","time":"2026-11-22T09:41:07.123Z","v":0}`, ms0, Warn},
		{"gelf", `{"version":"1.1","host":"h","short_message":"x","timestamp":1795340467.123,"level":3}`, ms0, Error},
		{"google", `{"severity":"NOTICE","timestamp":"2026-11-22T09:41:07.123Z","textPayload":"error"}`, ms0, Notice},
		{"empty time field", `{"time":"","ts":" ","date":"2026-11-22T09:41:07Z","level":""}`, utc, None},
	})
}
