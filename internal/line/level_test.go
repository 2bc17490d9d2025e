package line

import (
	"strings"
	"testing"
)

func TestLevelOf(t *testing.T) {
	tests := []struct {
		name, text string
		want       Level
	}{
		{"log4j", "2026-11-22 09:41:07,123 INFO [main] org.example.App: error page ready", Info},
		{"log4j, name first", "2026-11-22 09:41:07,123 [main] WARN  org.example.App - x", Warn},
		{"logback", "09:41:07.123 [main] ERROR o.e.App - x", Error},
		{"level first", "ERROR 2026-11-22 09:41:07 x", Error},
		{"zookeeper", "2026-11-22 09:41:07,123 - WARN  [Sender:188@688] - x", Warn},
		{"spark", "26/11/22 09:41:07 INFO executor.Backend: Registered signal handlers", Info},
		{"hdfs", "261122 094107 148 WARN dfs.DataNode$X: Got exception", Warn},
		{"openstack", "api.log.1.2026-05-16_13:53:08 2026-05-16 00:00:00.008 25746 WARNING nova.x [-] x", Warn},
		{"blue gene", "- 1795340467 2026.11.22 R02-M1-N0-C:J12-U11 2026-11-22-09.41.07.675872 R02-M1-N0-C:J12-U11 RAS KERNEL FATAL x", Fatal},
		{"blue gene failure", "- 1795340467 2026.11.22 NULL 2026-11-22-09.41.07.675872 NULL RAS BGLMASTER FAILURE x", Error},
		{"windows cbs", "2026-11-22 09:41:07, Info                  CBS    Failed to do x", Info},
		{"windows cbs error", "2026-11-22 09:41:07, Error                 CSI    00000001 x", Error},
		{"logcat", "11-22 09:41:07.123  1702  2395 D WindowManager: error x", Debug},
		{"logcat verbose", "11-22 09:41:07.123  1702  2395 V Tag: x", Trace},
		{"logcat warning", "11-22 09:41:07.123  1702  2395 W Tag: x", Warn},
		{"logcat brief", "E/AndroidRuntime( 123): x", Error},
		{"logcat time", "11-22 09:41:07.123 I/Tag( 123): x", Info},
		{"hadoop", "2026-11-22 09:41:07,978 INFO [main] org.apache.hadoop.X: x", Info},
		{"apache", "[Sun Nov 22 09:41:07 2026] [error] [client 10.0.0.1] x", Error},
		{"apache notice", "[Sun Nov 22 09:41:07 2026] [notice] error x", Notice},
		{"apache 2.4", "[Sun Nov 22 09:41:07.123456 2026] [core:warn] [pid 1:tid 2] x", Warn},
		{"nginx", "2026/11/22 09:41:07 [crit] 12#12: *5 x", Fatal},
		{"mysql", "2026-11-22T09:41:07.123456Z 0 [Warning] [MY-010055] [Server] x", Warn},
		{"postgresql", "2026-11-22 09:41:07.123 UTC [123] FATAL:  x", Fatal},
		{"postgresql log", "2026-11-22 09:41:07.123 UTC [123] LOG:  x failed", Info},
		{"postgresql debug", "2026-11-22 09:41:07.123 UTC [123] DEBUG1:  x", Debug},
		{"redis notice", "1234:M 22 Nov 2026 09:41:07.123 * Ready", Notice},
		{"redis warning", "1234:M 22 Nov 2026 09:41:07.123 # x", Warn},
		{"mongodb", "2026-11-22T09:41:07.123+0000 E NETWORK  [conn1] x", Error},
		{"klog", "W1122 09:41:07.123456    1 main.go:1] x", Warn},
		{"jupyter", "[I 09:41:07.123 App] x", Info},
		{"syslog pri error", "<11>Nov 22 09:41:07 host app: x", Error},
		{"syslog pri emergency", "<0>x", Fatal},
		{"syslog pri debug", "<191>1 2026-11-22T09:41:07Z host app - - - x", Debug},
		{"not a pri", "<999>x", None},
		{"facility", "Nov 22 09:41:07 host daemon.err app: x", Error},
		{"python", "WARNING:root:x", Warn},
		{"celery", "[2026-11-22 09:41:07,123: ERROR/MainProcess] x", Error},
		{"logrus text", "INFO[0000] x", Info},
		{"logrus text fatal", "FATA[0000] x", Fatal},
		{"zerolog console", "9:41AM WRN x", Warn},
		{"serilog console", "[09:41:07 FTL] x", Fatal},
		{"serilog file", "2026-11-22 09:41:07.123 +00:00 [ERR] x", Error},
		{"dotnet console", "fail: Microsoft.Hosting[0]", Error},
		{"env_logger", "[2026-11-22T09:41:07Z TRACE x::y] x", Trace},
		{"tracing", "2026-11-22T09:41:07.123Z  INFO x: y", Info},
		{"tracing, coloured", "\x1b[2m2026-11-22T09:41:07.123Z\x1b[0m \x1b[31mERROR\x1b[0m x: y", Error},
		{"coloured, lower case", "\x1b[33mwarn\x1b[0m x", Warn},
		{"java.util.logging", "SEVERE: x", Error},
		{"java.util.logging fine", "FINE: x", Debug},
		{"winston", "verbose: x", Trace},
		{"xorg", "[    12.345] (EE) x", Error},
		{"compiler", "main.c:12:3: warning: unused x", Warn},
		{"sshd", "Nov 22 09:41:07 host sshd[1]: error: PAM: x", Error},
		{"first word", "error Command failed", Error},
		{"padded brackets", "[ warn ] x", Warn},
		{"bars", "2026-11-22 09:41:07 | debug | x", Debug},
		{"behind the time", "Nov 22 09:41:07 info x", Info},
		{"upper case in the message", "Nov 22 09:41:07 host logrotate: ALERT exited", Fatal},
		{"logfmt", `time=2026-11-22T09:41:07Z level=warning msg="error"`, Warn},
		{"logfmt quoted", `ts=1 lvl="error" msg=x`, Error},
		{"logfmt number", `ts=1 level=50 msg=x`, Error},
		{"logfmt severity", `severity=NOTICE x=1`, Notice},
		{"logfmt log.level", `x=1 log.level=debug`, Debug},
		{"logfmt loglevel with underscore", `x=1 log_level=debug`, Debug},
		{"query is no field", `10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "GET /x?level=error HTTP/1.1" 200 5`, Info},
		{"json zap", `{"level":"info","ts":1,"msg":"error"}`, Info},
		{"json pino", `{"level":50,"time":1,"msg":"x"}`, Error},
		{"json pino, own number", `{"level":35,"time":1,"msg":"x"}`, Info},
		{"json slog", `{"time":"x","level":"WARN+2","msg":"x"}`, Warn},
		{"json ecs", `{"@timestamp":"x","log.level":"error","message":"x"}`, Error},
		{"json ecs nested", `{"@timestamp":"x","log":{"level":"debug"},"message":"x"}`, Debug},
		{"json otel", `{"severityNumber":13,"body":"x"}`, Warn},
		{"json python", `{"levelno":50,"message":"x"}`, Fatal},
		{"json journald", `{"MESSAGE":"x","PRIORITY":"4"}`, Warn},
		{"json serilog", `{"@t":"x","@mt":"x","@l":"Fatal"}`, Fatal},
		{"json serilog, left out", `{"@t":"x","@mt":"failed"}`, Info},
		{"json docker", `{"log":"2026-11-22 ERROR x\n","stream":"stderr","time":"x"}`, Error},
		{"json status", `{"method":"GET","status":503}`, Error},
		{"json, nested level is another's", `{"user":{"level":5},"msg":"x"}`, None},
		{"status 500", `10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/1.1" 500 5`, Error},
		{"status 404", `10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "GET / HTTP/2" 404 5`, Warn},
		{"status 200", `10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "TRACE /error HTTP/1.1" 200 5`, Info},
		{"status without quotes", `GET /x HTTP/1.1 502 12ms`, Error},
		{"weak failed", "Nov 22 09:41:07 host sshd[1]: Failed password for root", Error},
		{"weak exception", "java.lang.NullPointerException: x", Error},
		{"weak go panic", "goroutine 1: panic in x", Error},
		{"weak timeout", "Nov 22 09:41:07 host app[1]: connection timeout", Warn},
		{"no errors", "Nov 22 09:41:07 host app[1]: done, 0 errors", None},
		{"no failure", "Nov 22 09:41:07 host app[1]: done without failure", None},
		{"errors=0", "Nov 22 09:41:07 host app[1]: sent=5 errors=0 failed: 0", None},
		{"errors=0.5", "Nov 22 09:41:07 host app[1]: sent=5 errors=0.5", Error},
		{"path", "Nov 22 09:41:07 host app[1]: opened /var/log/INFO/x", None},
		{"name", "Nov 22 09:41:07 host INFO_SERVER: x", None},
		{"end of a number", "Nov 22 09:41:07 host app: took 1.FINE: x", None},
		{"end of a name", "Nov 22 09:41:07 host SERVER_ERROR: 9failed", None},
		{"letter in a sentence", "Nov 22 09:41:07 host app: vitamin E is fine", None},
		{"I am", "I am here", None},
		{"in and out", "Nov 22 09:41:07 host app: I/O done", None},
		{"proxifier", "[11.22 09:41:07] chrome.exe - example.org:443 open through proxy example.org:5070 HTTPS", None},
		{"healthapp", "20261122-9:41:7:123|Step_LSC|30002312|onStandStepChanged 3579", None},
		{"prose", "the debug build of this trace is fine, for your information", None},
		{"empty", "", None},
		{"space", " ", None},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := LevelOf([]byte(tt.text)); got != tt.want {
				t.Errorf("LevelOf(%q) = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}

// TestLevelWords puts every word that is a level in the usual places.
func TestLevelWords(t *testing.T) {
	words := map[Level][]string{
		Trace:  {"TRACE", "VERBOSE", "FINEST", "FINER", "TRC"},
		Debug:  {"DEBUG", "FINE", "CONFIG", "DBG"},
		Info:   {"INFO", "INFORMATION", "INF"},
		Notice: {"NOTICE"},
		Warn:   {"WARN", "WARNING", "WRN"},
		Error:  {"ERROR", "SEVERE", "ERR"},
		Fatal:  {"FATAL", "CRIT", "CRITICAL", "PANIC", "ALERT", "EMERG", "EMERGENCY"},
	}
	for want, words := range words {
		for _, w := range words {
			lower := make([]byte, len(w))
			for i := range w {
				lower[i] = w[i] | 0x20
			}
			title := w[:1] + string(lower[1:])
			for _, word := range []string{w, string(lower), title} {
				for _, text := range []string{
					word + ": x", "[" + word + "] x", "2026-11-22 09:41:07 " + word + " x", "2026-11-22 09:41:07 [app] [" + word + "] x",
					"app " + word + ": x", "a=b level=" + word, `{"level":"` + word + `"}`, "<" + word + "> x", "09:41:07|" + word + "|x",
				} {
					if got := LevelOf([]byte(text)); got != want {
						t.Errorf("LevelOf(%q) = %v, want %v", text, got, want)
					}
				}
			}
		}
	}
}

func TestParseLevel(t *testing.T) {
	for l := None; l <= Fatal; l++ {
		if got, ok := ParseLevel(l.String()); !ok || got != l {
			t.Errorf("ParseLevel(%q) = %v, %v", l.String(), got, ok)
		}
	}
	for _, name := range []string{"", "loud", "errors", "warn ", "informationally", "wär"} {
		if got, ok := ParseLevel(name); ok || got != None {
			t.Errorf("ParseLevel(%q) = %v, %v", name, got, ok)
		}
	}
	if got, ok := ParseLevel("WARNING"); !ok || got != Warn {
		t.Errorf("ParseLevel(WARNING) = %v, %v", got, ok)
	}
}

func TestLevelNumbers(t *testing.T) {
	syslog := []Level{Fatal, Fatal, Fatal, Error, Warn, Notice, Info, Debug}
	for v, want := range syslog {
		if got := numberLevel([]byte("level"), v); got != want {
			t.Errorf("level %d = %v, want %v", v, got, want)
		}
	}
	tests := []struct {
		name string
		v    int
		want Level
	}{
		{"level", 8, None},
		{"level", 9, None},
		{"level", 10, Trace},
		{"level", 20, Debug},
		{"level", 30, Info},
		{"level", 40, Warn},
		{"level", 50, Error},
		{"level", 60, Fatal},
		{"level", 69, Fatal},
		{"level", 70, None},
		{"level", 999, None},
		{"severityNumber", 0, None},
		{"severityNumber", 1, Trace},
		{"severityNumber", 4, Trace},
		{"severityNumber", 5, Debug},
		{"severityNumber", 9, Info},
		{"severityNumber", 17, Error},
		{"severityNumber", 24, Fatal},
		{"severityNumber", 25, None},
		{"levelno", 10, Debug},
		{"levelno", 20, Info},
		{"levelno", 30, Warn},
		{"levelno", 40, Error},
		{"levelno", 50, Fatal},
		{"levelno", 99, Fatal},
	}
	for _, tt := range tests {
		if got := numberLevel([]byte(tt.name), tt.v); got != tt.want {
			t.Errorf("%s %d = %v, want %v", tt.name, tt.v, got, tt.want)
		}
	}
}

func FuzzLevel(f *testing.F) {
	for _, s := range []string{
		"2026-11-22 09:41:07 INFO x", `{"level":"x`, "<11>x", "I1122 09:41:07", "level=", "level:\"\"", "\x1b[31mERROR", "[E", "E/", "0 errors", "no error:0",
		"1:M 22 Nov 2026 09:41:07.123 *", "DEBUG1:", " HTTP/1.1\" 5", ".err", "(EE)",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if l := LevelOf(text); l > Fatal {
			t.Errorf("LevelOf(%q) = %d", text, l)
		}
	})
}

// TestLevelWindow moves a level and a status over the window's end.
func TestLevelWindow(t *testing.T) {
	for n := levelWindow - 20; n <= levelWindow+5; n++ {
		want := None
		if n < levelWindow {
			want = Error
		}
		if got := LevelOf([]byte(pad(n) + "ERROR x")); got != want {
			t.Errorf("level at byte %d: %v, want %v", n, got, want)
		}
		if got := LevelOf([]byte(`"GET /` + pad(n) + `HTTP/1.1" 404 5`)); got != Warn {
			t.Errorf("status at byte %d: %v, want warn", n, got)
		}
	}
}

// TestStartsLevel asserts that the shortcut lets every word through that the
// tables know.
func TestStartsLevel(t *testing.T) {
	words := "http log statement detail hint context exceptions " +
		"level lvl severity loglevel levelname levelno priority sev levelstr severitytext severitynumber " +
		"trace trc trce verbose verb vrb finest finer silly spam debug dbg dbug debu deb fine config diag diagnostic " +
		"info inf information informational infor success notice note ntc noti notic warn warning wrn wrng " +
		"error err erro eror severe fail failure fatal ftl fata critical crit crt alert alrt emerg emergency panic pnc pani " +
		"errors failed fails failures exception panicked traceback segfault crash crashed aborted unsuccessful " +
		"warnings deprecated denied timeout unreachable corrupt corrupted"
	for _, w := range strings.Fields(words) {
		if !startsLevel(w[0], w[1], w[2]) {
			t.Errorf("%q is passed over", w)
		}
	}
}
