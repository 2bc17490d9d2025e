package line

import (
	"testing"
	"time"
)

// testRef is the reference time of the tests: a Sunday, three hours east.
var testRef = time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("", 3*3600))

// Stamps that the tables share: the same moment in testRef's zone and in UTC.
const (
	local = "2026-11-22T09:41:07+03:00"
	utc   = "2026-11-22T09:41:07Z"
)

func TestTimeOf(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"iso", "2026-11-22T09:41:07Z started", utc},
		{"iso without zone", "2026-11-22T09:41:07 started", local},
		{"iso lower case", "2026-11-22t09:41:07z started", utc},
		{"iso offset", "2026-11-22T11:41:07+02:00 x", utc},
		{"iso offset without colon", "2026-11-22T11:41:07+0200 x", utc},
		{"iso offset of hours", "2026-11-22T04:41:07-05 x", utc},
		{"iso spaced offset", "2026-11-22 11:41:07 +0200 x", utc},
		{"iso spaced offset with colon", "2026-11-22 11:41:07.000 +02:00 [INF] x", utc},
		{"iso utc", "2026-11-22 09:41:07 UTC x", utc},
		{"iso minutes", "2026-11-22T09:41Z x", "2026-11-22T09:41:00Z"},
		{"nanoseconds", "2026-11-22T09:41:07.123456789Z x", "2026-11-22T09:41:07.123456789Z"},
		{"more digits than nanoseconds", "2026-11-22T09:41:07.1234567891Z x", "2026-11-22T09:41:07.123456789Z"},
		{"comma", "2026-11-22 09:41:07,123 INFO x", "2026-11-22T09:41:07.123+03:00"},
		{"comma is no fraction", "2026-11-22 09:41:07, Info   CBS  x", local},
		{"basic", "20261122T094107Z x", utc},
		{"basic fraction", "20261122T094107.5Z x", "2026-11-22T09:41:07.5Z"},
		{"compact", "20261122094107 x", local},
		{"compact milliseconds", "20261122094107123 x", "2026-11-22T09:41:07.123+03:00"},
		{"slashes", "2026/11/22 09:41:07 [error] 12#12: x", local},
		{"go microseconds", "2026/11/22 09:41:07.123456 main.go:12: x", "2026-11-22T09:41:07.123456+03:00"},
		{"dots", "2026.11.22 09:41:07 x", local},
		{"boost", "2026-Nov-22 09:41:07.5 x", "2026-11-22T09:41:07.5+03:00"},
		{"underscore", "2026-11-22_09:41:07 x", local},
		{"clf", `10.0.0.1 - - [22/Nov/2026:12:41:07 +0300] "GET / HTTP/1.1" 200 5`, utc},
		{"apache error", "[Sun Nov 22 09:41:07.123456 2026] [core:error] [pid 1] x", "2026-11-22T09:41:07.123456+03:00"},
		{"apache error old", "[Sun Nov 22 09:41:07 2025] [error] x", "2025-11-22T09:41:07+03:00"},
		{"date(1)", "Sun Nov 22 09:41:07 UTC 2026: x", utc},
		{"date(1), unknown zone", "Sun Nov 22 09:41:07 MSK 2026: x", local},
		{"mail", "Sun, 22 Nov 2026 09:41:07 GMT x", utc},
		{"java", "22-Nov-2026 09:41:07.123 INFO [main] x", "2026-11-22T09:41:07.123+03:00"},
		{"java.util.logging", "Nov 22, 2026 9:41:07 AM org.example.Main main", local},
		{"afternoon", "11/22/2026 9:41:07 PM x", "2026-11-22T21:41:07+03:00"},
		{"noon", "11/22/2026 12:41:07 PM x", "2026-11-22T12:41:07+03:00"},
		{"midnight", "11/22/2026 12:41:07 AM x", "2026-11-22T00:41:07+03:00"},
		{"american", "11/22/2026 09:41:07 x", local},
		{"european slashes", "22/11/2026 09:41:07 x", local},
		{"german", "22.11.2026 09:41:07 x", local},
		{"day and month with dashes", "05-11-2026 09:41:07 x", "2026-11-05T09:41:07+03:00"},
		{"two-digit year", "26/11/22 09:41:07 INFO x", local},
		{"two-digit year last", "11/22/26 09:41:07 INFO x", local},
		{"two-digit year, day first", "22/11/32 09:41:07 INFO x", "2032-11-22T09:41:07+03:00"},
		{"two-digit year, no date", "31/11/32 09:41:07 INFO x", ""},
		{"mysql 5", "261122  9:41:07 [Note] x", local},
		{"six and six", "261122 094107 148 INFO x", local},
		{"eight and unpadded", "20261122-9:41:7:123|Step|x", "2026-11-22T09:41:07.123+03:00"},
		{"unpadded milliseconds", "20261122-9:41:7:5|Step|x", "2026-11-22T09:41:07.005+03:00"},
		{"syslog", "Nov 22 09:41:07 host app[1]: x", local},
		{"syslog padded", "Nov  2 09:41:07 host app[1]: x", "2026-11-02T09:41:07+03:00"},
		{"syslog, later this year is last year", "Dec 22 09:41:07 host app[1]: x", "2025-12-22T09:41:07+03:00"},
		{"syslog, within a day ahead", "Nov 23 09:41:07 host app[1]: x", "2026-11-23T09:41:07+03:00"},
		{"syslog, beyond a day ahead", "Nov 23 12:41:07 host app[1]: x", "2025-11-23T12:41:07+03:00"},
		{"syslog, leap day", "Feb 29 09:41:07 host app[1]: x", "2024-02-29T09:41:07+03:00"},
		{"syslog pri", "<34>Nov 22 09:41:07 host app: x", local},
		{"syslog 5424", "<165>1 2026-11-22T09:41:07.003Z host app - ID47 - x", "2026-11-22T09:41:07.003Z"},
		{"cisco", "*Nov 22 09:41:07.123: %LINK-3-UPDOWN: x", "2026-11-22T09:41:07.123+03:00"},
		{"cisco with year", "Nov 22 2025 09:41:07: %ASA-6-1: x", "2025-11-22T09:41:07+03:00"},
		{"klog", "I1122 09:41:07.123456    1 main.go:1] x", "2026-11-22T09:41:07.123456+03:00"},
		{"logcat", "11-22 09:41:07.123  1702  2395 D Tag: x", "2026-11-22T09:41:07.123+03:00"},
		{"proxifier", "[11.22 09:41:07] chrome.exe - example.org:443 x", local},
		{"blue gene", "- 1795340467 2026.11.22 R02-M1-N0-C:J12-U11 2026-11-22-09.41.07.675872 R02-M1-N0-C:J12-U11 RAS KERNEL INFO x", "2026-11-22T09:41:07.675872+03:00"},
		{"thunderbird", "- 1131000000 2005.11.09 dn1 Nov 9 12:01:01 dn1/dn1 crond[1]: x", "2005-11-09T12:01:01+03:00"},
		{"hpc", "134681 node-246 unix.hw state_change.unavailable 1077804742 1 x", "2004-02-26T14:12:22Z"},
		{"openstack, file name first", "api.log.1.2026-11-20_13:53:08 2026-11-22 09:41:07.008 25746 INFO x", "2026-11-22T09:41:07.008+03:00"},
		{"redis", "1234:M 22 Nov 2026 09:41:07.123 * x", "2026-11-22T09:41:07.123+03:00"},
		{"celery", "[2026-11-22 09:41:07,123: ERROR/MainProcess] x", "2026-11-22T09:41:07.123+03:00"},
		{"squid", "1795340467.450    180 10.0.0.1 TCP_MISS/200 x", "2026-11-22T10:41:07.45+01:00"},
		{"nagios", "[1795340467] SERVICE ALERT: x", "2026-11-22T09:41:07Z"},
		{"audit", "type=SYSCALL msg=audit(1795340467.243:24287): x", "2026-11-22T09:41:07.243Z"},
		{"epoch key", "ts=1795340467 level=info at=2026-11-01T00:00:00Z", "2026-11-22T09:41:07Z"},
		{"epoch milliseconds", "1795340467123 x", "2026-11-22T09:41:07.123Z"},
		{"epoch microseconds", "1795340467123456 x", "2026-11-22T09:41:07.123456Z"},
		{"epoch nanoseconds", "1795340467123456789 x", "2026-11-22T09:41:07.123456789Z"},
		{"number before a stamp", "id 1595340467 2026-11-22T09:41:07Z", utc},
		{"bare number in the far future", "id 2995340467 x", ""},
		{"logfmt", `level=info time="2026-11-22T09:41:07Z" msg="x"`, utc},
		{"json string", `{"level":"info","time":"2026-11-22T09:41:07Z","msg":"at 2020-01-01T00:00:00Z"}`, utc},
		{"json last", `{"level":"info","msg":"at 2020-01-01 00:00:00 a long message, and so on and so on and on","time":"2026-11-22T09:41:07Z"}`, utc},
		{"json seconds", `{"level":"info","ts":1795340467.123,"msg":"x"}`, "2026-11-22T09:41:07.123Z"},
		{"json milliseconds", `{"level":30,"time":1795340467123,"msg":"x"}`, "2026-11-22T09:41:07.123Z"},
		{"json nanoseconds", `{"timeUnixNano":"1795340467123456789"}`, "2026-11-22T09:41:07.123456789Z"},
		{"journald", `{"MESSAGE":"x","__REALTIME_TIMESTAMP":"1795340467123456"}`, "2026-11-22T09:41:07.123456Z"},
		{"json without a time field", `{"when_it_was":"2026-11-22T09:41:07Z"}`, utc},
		{"time only", "09:41:07.123 [main] INFO x", "2026-11-22T09:41:07.123+03:00"},
		{"time only in brackets", "[9:41:07 INF] x", local},
		{"time only before midnight", "23:59:59 x", "2026-11-22T23:59:59+03:00"},
		{"zerolog console", "9:41AM INF x", "2026-11-22T09:41:00+03:00"},
		{"leap second", "2026-06-30T23:59:60Z x", "2026-07-01T00:00:00Z"},
		{"coloured", "\x1b[32m2026-11-22T09:41:07Z\x1b[0m INFO x", utc},
		{"behind a name", "web-1  | 2026-11-22T09:41:07Z x", utc},
		{"at byte 99", pad(99) + "2026-11-22T09:41:07Z x", utc},
		{"at byte 100", pad(100) + "2026-11-22T09:41:07Z x", ""},
		{"month 13", "2026-13-22 09:41:07 x", ""},
		{"month 0", "2026-00-22 09:41:07 x", ""},
		{"day 0", "2026-11-00 09:41:07 x", ""},
		{"31 November", "2026-11-31 09:41:07 x", ""},
		{"29 February", "2026-02-29 09:41:07 x", ""},
		{"hour 24", "2026-11-22 24:41:07 x", ""},
		{"minute 60", "2026-11-22 09:60:07 x", ""},
		{"second 61", "2026-11-22 09:41:61 x", ""},
		{"date only", "2026-11-22 started", ""},
		{"year 3026", "3026-11-22 09:41:07 x", ""},
		{"number with a nought in front", "0795340467.5 x", ""},
		{"hardware address", "dev 00:11:22:33:44:55 up", ""},
		{"ipv6", "from 10:20:30::1 x", ""},
		{"ipv4", "from 10.10.20.11:3888 x", ""},
		{"version", "v1.22.33 x", ""},
		{"uptime", "[    1.234567] usb 1-1: x", ""},
		{"duration far behind", "the import of all the customers has ended in 00:41:07 x", ""},
		{"empty", "", ""},
		{"word", "Novel 22 09:41:07x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := TimeOf([]byte(tt.text), testRef)
			if ok != (tt.want != "") {
				t.Fatalf("TimeOf(%q) = %v, %v, want %q", tt.text, got, ok, tt.want)
			}
			if !ok {
				return
			}
			want, err := time.Parse(time.RFC3339Nano, tt.want)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(want) {
				t.Errorf("TimeOf(%q) = %v, want %v", tt.text, got, tt.want)
			}
			if got.Location() != testRef.Location() {
				t.Errorf("TimeOf(%q) is in %v, want ref's location", tt.text, got.Location())
			}
		})
	}
}

// pad returns n bytes that end with a space.
func pad(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'x'
	}
	b[n-1] = ' '
	return string(b)
}

func TestTimeOfAroundMidnight(t *testing.T) {
	day := func(d, h, m, s int) time.Time { return time.Date(2026, 11, d, h, m, s, 0, time.UTC) }
	tests := []struct {
		text      string
		ref, want time.Time
	}{
		{"23:59:59 x", day(22, 0, 0, 5), day(21, 23, 59, 59)},
		{"00:00:05 x", day(22, 23, 59, 59), day(23, 0, 0, 5)},
		{"12:00:00 x", day(22, 0, 0, 0), day(22, 12, 0, 0)},
		{"12:00:01 x", day(22, 0, 0, 0), day(21, 12, 0, 1)},
	}
	for _, tt := range tests {
		got, ok := TimeOf([]byte(tt.text), tt.ref)
		if !ok || !got.Equal(tt.want) {
			t.Errorf("TimeOf(%q, %v) = %v, %v, want %v", tt.text, tt.ref, got, ok, tt.want)
		}
	}
}

// TestTimeOfNewYear reads a line of the new year while the old one's clock
// still runs, and the other way round.
func TestTimeOfNewYear(t *testing.T) {
	before := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	after := time.Date(2027, 1, 1, 0, 0, 1, 0, time.UTC)
	if got, _ := TimeOf([]byte("Jan  1 00:00:01 h x"), before); !got.Equal(after) {
		t.Errorf("new year's line = %v", got)
	}
	if got, _ := TimeOf([]byte("Dec 31 23:59:59 h x"), after); !got.Equal(before) {
		t.Errorf("old year's line = %v", got)
	}
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2026-11-22T09:41:07.123Z x", "Nov 22 09:41:07 h", "20261122-9:41:7:123|", `{"ts":1795340467.1}`, "[11.22 09:41:07]",
		"22/Nov/2026:12:41:07 +0300", "\x1b[", "I1122 09:41:07", "9:41AM", "99999999999999999999", "Feb 29 00:00:00", "{\"ts\":\"",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, ok := TimeOf(text, testRef)
		if !ok {
			return
		}
		if y := got.Year(); y < firstYear-1 || y > 2287 {
			t.Errorf("TimeOf(%q) = %v", text, got)
		}
	})
}
