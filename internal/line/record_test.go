package line

import (
	"fmt"
	"strings"
	"testing"
)

// traces are what programs write: a line that begins with + is a record's head,
// one with - continues it. Each is read in a source whose lines have times and
// in one whose lines have none, if it says nothing of that.
var traces = []struct {
	name  string
	timed string // "yes", "no" or, for both, ""
	text  string
}{
	{"java", "yes", `
+2026-11-22 09:41:07,123 ERROR [main] org.example.Main - failed
-java.lang.IllegalStateException: no order
-	at org.example.Main.run(Main.java:12)
-	at java.base/java.lang.Thread.run(Thread.java:1583) ~[na:na]
-	Suppressed: java.io.IOException: closed
-		at org.example.Main.close(Main.java:44)
-		... 2 more
-Caused by: java.io.IOException: at 2026-11-22 09:41:06 the disk was full
-	at org.example.Disk.write(Disk.java:7)
-	... 12 more
-
+2026-11-22 09:41:08,123 INFO  [main] org.example.Main - goes on`},
	{"web server", "yes", `
+10.0.0.1 - - [22/Nov/2026:09:41:07 +0000] "GET /a HTTP/1.1" 200 5
+192.168.100.100 - - [22/Nov/2026:09:41:07 +0000] "GET /b HTTP/1.1" 200 5
-Caused by: [22/Nov/2026:09:41:07 +0000]
-more`},
	{"java to stderr", "no", `
+Exception in thread "main" java.lang.IllegalStateException: no order
-	at org.example.Main.run(Main.java:12)
-Suppressed: java.io.IOException: closed
-	at org.example.Main.close(Main.java:44)
-Caused by: java.io.IOException: full
-	at org.example.Disk.write(Disk.java:7)
-	... 12 more
+goes on`},
	{"java, indentation lost", "no", `
+java.lang.IllegalStateException: no order
-at org.example.Main.run(Main.java:12)
-at org.example.Main.main(Native Method)
-... 12 more
+at 9 we go on (as before)`},
	{"java, another thread dies between", "yes", `
+2026-11-22 09:41:07,123 ERROR [main] org.example.Main - failed
+Exception in thread "pool-1" java.lang.OutOfMemoryError: Java heap space
-	at org.example.Main.run(Main.java:12)`},
	{"java.util.logging", "yes", `
+Nov 22, 2026 9:41:07 AM org.example.Main main
-WARNING: no order
+Nov 22, 2026 9:41:08 AM org.example.Main main
-INFO: goes on`},
	{"python, logged", "yes", `
+2026-11-22 09:41:07,123 ERROR app failed
-Traceback (most recent call last):
-  File "/app/main.py", line 12, in run
-    order()
-    ~~~~~^^
-KeyError: 'order'
-
-During handling of the above exception, another exception occurred:
-
-Traceback (most recent call last):
-  File "/app/main.py", line 14, in <module>
-    run()
-app.errors.OrderError: no order
+2026-11-22 09:41:08,123 INFO app goes on`},
	{"python to stderr", "no", `
+Traceback (most recent call last):
-  File "/app/main.py", line 12, in run
-    order()
-ValueError: no order
-
-The above exception was the direct cause of the following exception:
-During handling of the above exception, another exception occurred:
-
+Traceback (most recent call last):
-  File "/app/main.py", line 14, in <module>
-RuntimeError: no run
+goes on`},
	{"go panic", "", `
+panic: runtime error: index out of range [5] with length 3 [recovered]
-	panic: again
-[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]
-
-goroutine 1 [running]:
-main.main()
-	/app/main.go:12 +0x1d
-main.(*Server).run(0xc000012018, {0xc00001c0a8, 0x3, 0x3})
-	/app/server.go:44 +0x85
-net/http.HandlerFunc.ServeHTTP(...)
-	/usr/lib/go/src/net/http/server.go:2220
-panic({0x597840?, 0xc00009c000?})
-	/usr/lib/go/src/runtime/panic.go:792 +0x132
-created by main.start in goroutine 1
-	/app/main.go:9 +0x25
-
-goroutine 18 [select, 2 minutes]:
-github.com/rtwatch/rtwatch/internal/store.(*Store).Run(0xc0000b6000)
-	/app/store.go:88 +0x1a5
-created by main.start
-	/app/main.go:10 +0x65
-exit status 2`},
	{"go panic below a log", "yes", `
+2026/11/22 09:41:07 http: panic serving 127.0.0.1:33442: no order
-goroutine 35 [running]:
-net/http.(*conn).serve.func1()
-	/usr/lib/go/src/net/http/server.go:1947 +0xbe
+2026/11/22 09:41:08 goes on
+fatal error: all goroutines are asleep - deadlock!
-
-goroutine 1 [chan receive]:`},
	{".net", "yes", `
+2026-11-22 09:41:07.123 +00:00 [ERR] failed
-System.InvalidOperationException: no order
- ---> System.IO.IOException: full
-   at Example.Disk.Write(Byte[] data) in /app/Disk.cs:line 7
-   --- End of inner exception stack trace ---
-   at Example.Main.Run() in /app/Main.cs:line 12
---- End of stack trace from previous location ---
-   at Example.Main.Start()
+2026-11-22 09:41:08.123 +00:00 [INF] goes on`},
	{".net to stderr", "no", `
+Unhandled exception. System.InvalidOperationException: no order
- ---> System.IO.IOException: full
-   at Example.Disk.Write(Byte[] data) in /app/Disk.cs:line 7
-   --- End of inner exception stack trace ---
---- End of stack trace from previous location ---
+goes on`},
	{"node", "no", `
+TypeError: Cannot read properties of undefined (reading 'order')
-    at run (/app/main.js:12:7)
-    at async Promise.all (index 0) {
-  code: 'NO_ORDER',
-  [cause]: Error: full
-      at write (/app/disk.js:7:3)
-}
-
-Node.js v22.11.0`},
	{"node, logged", "yes", `
+2026-11-22T09:41:07.123Z error: failed
-Error: no order
-    at run (/app/main.js:12:7)
-    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
+2026-11-22T09:41:08.123Z info: goes on`},
	{"rust", "no", `
+thread 'main' panicked at src/main.rs:12:5:
+no order
-stack backtrace:
-   0: rust_begin_unwind
-             at /rustc/x/library/std/src/panicking.rs:652:5
-   1: core::panicking::panic_fmt`},
	{"php", "yes", `
+[22-Nov-2026 09:41:07 UTC] PHP Fatal error:  Uncaught Exception: no order in /app/main.php:12
-Stack trace:
-#0 /app/main.php(44): run()
-#1 {main}
-  thrown in /app/main.php on line 12`},
	{"gdb", "no", `
+Program received signal SIGSEGV
-#0  0x00007f1 in raise () from libc.so.6
-#1  0x00005a2 in main () at main.c:12`},
	{"php to stderr", "no", `
+PHP Fatal error:  Uncaught Exception: no order in /app/main.php:12
-#0 /app/main.php(44): run()
-#1 [internal function]: x()
-#2 {main}`},
	{"pretty json", "no", `
+{
-  "order": 12,
-  "parts": [
-    1,
-    2
-  ]
-}
+done`},
	{"pretty json, brackets at the front", "no", `
+[
-  {
-    "a": 1
-  },
-  {
-    "a": 2
-  }
-],
-});
+} else {`},
	{"dump below a log", "yes", `
+2026-11-22 09:41:07,123 DEBUG org.example.Sql - SELECT *
-FROM orders
-WHERE id = 12
+2026-11-22 09:41:08,123 DEBUG org.example.Sql - done`},
	{"json between", "yes", `
+2026-11-22 09:41:07,123 INFO x
+{"msg":"no time"}
+ERROR no time
+[WARN] no time`},
	{"columns of numbers", "no", `
+procs -----------memory----------
- r  b   swpd   free   buff  cache
+ 1  0      0 123456   7890 123456
+12  0      0 123456   7890 123456
+     12 a line that uniq counted`},
	{"prose", "no", `
+one
+two: three
+four (five)
+six.seven(eight)
+ValueErrors: none
+#1 is a number
+see the manual of main.main()
+... and so on
+exit status unknown
+created by hand
+goroutine leak
+Node.js is here
+}x`},
	{"tracing", "yes", `
+  2026-11-22T09:41:07.123Z  INFO app: started
-    at src/main.rs:12
-
+  2026-11-22T09:41:08.123Z  INFO app: goes on`},
	{"windows line ends", "no", "\n+one\r\n-\r\n-}\r\n+two\r"},
}

func TestContinues(t *testing.T) {
	for _, tt := range traces {
		for _, timed := range []string{"yes", "no"} {
			if tt.timed != "" && tt.timed != timed {
				continue
			}
			t.Run(tt.name+"/"+timed, func(t *testing.T) {
				lines := strings.Split(strings.TrimPrefix(tt.text, "\n"), "\n")
				var p Parser
				for i := range 20 {
					text := fmt.Sprintf("line %d", i)
					if timed == "yes" {
						text = fmt.Sprintf("2026-11-22 09:41:%02d,000 INFO line", i)
						if strings.HasPrefix(lines[0], "+  ") {
							text = "  " + text
						}
					}
					p.Time([]byte(text), testRef)
				}
				// A reader may ask before or after the time, and again.
				for range 2 {
					for _, l := range lines {
						text := []byte(l[1:])
						want := l[0] == '-'
						if got := p.Continues(text); got != want {
							t.Errorf("before its time: Continues(%q) = %v", text, got)
						}
						p.Time(text, testRef)
						if got := p.Continues(text); got != want {
							t.Errorf("after its time: Continues(%q) = %v", text, got)
						}
					}
				}
			})
		}
	}
}

// TestContinuesStays asserts that neither a long trace nor a text without times
// in the midst makes a source forget that its lines have times, and that a few
// times do not make it one whose lines have them.
func TestContinuesStays(t *testing.T) {
	stamped, bare := []byte("2026-11-22 09:41:07,123 INFO x"), []byte("no time")
	var p Parser
	for i := range timedScore / timedGain {
		if p.Continues(bare) {
			t.Errorf("after %d lines with a time", i)
		}
		p.Time(stamped, testRef)
	}
	if !p.Continues(bare) {
		t.Error("lines with times are not enough")
	}
	for range 5000 {
		p.Time([]byte("\tat x.Y.z(Y.java:12)"), testRef)
	}
	if !p.Continues(bare) {
		t.Error("a trace makes it forget")
	}
	for range timedScore {
		p.Time(bare, testRef)
	}
	if !p.Continues(bare) {
		t.Error("a few bare lines make it forget")
	}
	p.Time(stamped, testRef)
	if !p.Continues(bare) {
		t.Error("a line with a time makes it forget")
	}
	for range timedGain + 1 {
		p.Time(bare, testRef)
	}
	if p.Continues(bare) {
		t.Error("many bare lines do not make it forget")
	}
	for i := range 1000 {
		text := bare
		if i%(timedGain+2) == 0 {
			text = stamped
		}
		p.Time(text, testRef)
		if p.Continues(bare) {
			t.Fatal("a time now and then is enough")
		}
	}
}

// TestContinuesIndented reads a source whose heads are indented, before and
// after their month changes.
func TestContinuesIndented(t *testing.T) {
	var p Parser
	for range 10 {
		p.Time([]byte("  Nov 22 09:41:07 INFO app: started"), testRef)
	}
	for text, want := range map[string]bool{
		"  Nov 23 09:41:07 INFO app: started": false,
		"  Dec 23 09:41:07 INFO app: started": false,
		"    at src/main.rs:12":               true,
	} {
		if got := p.Continues([]byte(text)); got != want {
			t.Errorf("Continues(%q) = %v", text, got)
		}
	}
}
