package line

// Level is how grave a line is. Levels are ordered: None, where a line states
// none, is below all.
type Level uint8

// The levels that all loggers' levels are mapped to.
const (
	None Level = iota
	Trace
	Debug
	Info
	Notice
	Warn
	Error
	Fatal
)

// String returns the level's name in lower case; None is "none".
func (l Level) String() string {
	switch l {
	case None:
		return "none"
	case Trace:
		return "trace"
	case Debug:
		return "debug"
	case Info:
		return "info"
	case Notice:
		return "notice"
	case Warn:
		return "warn"
	case Error:
		return "error"
	case Fatal:
		return "fatal"
	}
	return "level(?)"
}

// ParseLevel returns the level that name, in any case, is a word for: one of
// the names that String returns or a word that a logger uses in its place.
func ParseLevel(name string) (Level, bool) {
	if len(name) > maxLevelWord {
		return None, false
	}
	var buf [maxLevelWord]byte
	for i := range len(name) {
		buf[i] = lower(name[i])
	}
	word := buf[:len(name)]
	if string(word) == "none" {
		return None, true
	}
	l := wordLevel(word)
	return l, l != None
}

// lower returns the ASCII lower case of c.
func lower(c byte) byte {
	if c-'A' < 26 {
		c |= 0x20
	}
	return c
}

// maxLevelWord is the length in bytes of the longest level word.
const maxLevelWord = len("information")

// wordLevel returns the level that word, in lower case, stands for where a
// logger writes it, or None.
func wordLevel(word []byte) Level {
	switch string(word) {
	case "trace", "trc", "trce", "verbose", "verb", "vrb", "finest", "finer", "silly", "spam":
		return Trace
	case "debug", "dbg", "dbug", "debu", "deb", "fine", "config", "diag", "diagnostic":
		return Debug
	case "info", "inf", "information", "informational", "infor", "success":
		return Info
	case "notice", "note", "ntc", "noti", "notic":
		return Notice
	case "warn", "warning", "wrn", "wrng":
		return Warn
	case "error", "err", "erro", "eror", "severe", "fail", "failure":
		return Error
	case "fatal", "ftl", "fata", "critical", "crit", "crt", "alert", "alrt", "emerg", "emergency", "panic", "pnc", "pani":
		return Fatal
	}
	return None
}

// letterLevel returns the level of the single capital letters of klog, logcat,
// MongoDB and others, or None.
func letterLevel(c byte) Level {
	switch c {
	case 'V', 'T':
		return Trace
	case 'D':
		return Debug
	case 'I':
		return Info
	case 'N':
		return Notice
	case 'W':
		return Warn
	case 'E':
		return Error
	case 'F', 'C', 'S':
		return Fatal
	}
	return None
}

// syslogLevel returns the level of a syslog severity (RFC 5424, 6.2.1).
func syslogLevel(severity int) Level {
	switch severity {
	case 0, 1, 2:
		return Fatal
	case 3:
		return Error
	case 4:
		return Warn
	case 5:
		return Notice
	case 6:
		return Info
	case 7:
		return Debug
	}
	return None
}

// statusLevel returns the level of an HTTP status (RFC 9110, 15).
func statusLevel(status int) Level {
	switch status / 100 {
	case 1, 2, 3:
		return Info
	case 4:
		return Warn
	case 5:
		return Error
	}
	return None
}

// fieldLevel returns the level that a field states whose name has the role of
// a level: a word, or a number on the scale that goes with the name.
func fieldLevel(name, value []byte) Level {
	v, n := digits(value, 0, 3)
	if n > 0 && n == len(value) {
		return numberLevel(name, v)
	}
	// slog writes INFO+2, others ERROR(17).
	n = behindLetters(value, 0)
	if n == 1 {
		return letterLevel(value[0] &^ 0x20)
	}
	if n > maxLevelWord {
		return None
	}
	var buf [maxLevelWord]byte
	for i := range n {
		buf[i] = lower(value[i])
	}
	return wordLevel(buf[:n])
}

// numberLevel knows four scales: syslog's 0 to 7 (also journald and GELF),
// OpenTelemetry's 1 to 24 for severityNumber, Python's for levelno, and that of
// pino and bunyan, 10 trace to 60 fatal.
func numberLevel(name []byte, v int) Level {
	switch string(name) {
	case "severityNumber", "SeverityNumber", "severity_number":
		if v < 1 || v > 24 {
			return None
		}
		return [...]Level{Trace, Debug, Info, Warn, Error, Fatal}[(v-1)/4]
	case "levelno":
		return [...]Level{Trace, Debug, Info, Warn, Error, Fatal}[min(v/10, 5)]
	}
	if v < 8 {
		return syslogLevel(v)
	}
	if v < 10 || v >= 70 {
		return None
	}
	return [...]Level{Trace, Debug, Info, Warn, Error, Fatal}[v/10-1]
}
