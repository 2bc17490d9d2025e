package web

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// encoder writes lines as clients get them. Not safe for concurrent use.
type encoder struct {
	epoch  string
	clean  []byte
	label  string // of the last line, and what became of it
	quoted []byte
	last   last
}

// last is what a message has told of the line before: what is the same need not
// be told again, which is half of what a line costs.
type last struct {
	some   bool
	next   int64 // the number of the line behind it
	at     int64 // in Unix milliseconds
	source string
	level  line.Level
}

// line appends a line as JSON, which is complete.
func (e *encoder) line(dst []byte, l *store.Line) []byte {
	e.last = last{}
	return e.another(dst, l)
}

// another appends a line that stands behind the last one. If it is the next one
// it leaves out what is as it was there.
func (e *encoder) another(dst []byte, l *store.Line) []byte {
	now := last{some: true, next: l.Seq + 1, at: l.At.UnixMilli(), source: l.Source, level: l.Level}
	if l.Notice {
		now.level = line.None
	}
	timed := !l.Time.IsZero() && !l.Notice
	before := e.last
	if before.next != l.Seq {
		before.some = false
	}
	dst = append(dst, '{')
	if !before.some {
		dst = append(dst, `"c":"`...)
		dst = append(e.cursor(dst, l.Seq, 0), `",`...)
	}
	if late := now.at - before.at; before.some && (late == 0 || timed && late > 0 && late < sameFor.Milliseconds()) {
		now.at = before.at
	} else {
		dst = append(dst, `"at":"`...)
		dst = append(appendTime(dst, l.At), `",`...)
	}
	if timed {
		dst = append(dst, `"t":"`...)
		dst = append(appendTime(dst, l.Time), `",`...)
	}
	if now.level != before.level || !before.some && now.level != line.None {
		dst = append(dst, `"l":"`...)
		dst = append(append(dst, now.level.String()...), `",`...)
	}
	if !before.some || now.source != before.source {
		dst = append(append(dst, `"s":`...), e.source(l.Source)...)
		dst = append(dst, ',')
	}
	e.last = now
	dst = append(dst, `"x":`...)
	text, rest := l.Text, l.Rest
	if len(text) > maxText {
		cut := maxText
		for cut > maxText-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text, rest = text[:cut], rest+int64(len(text)-cut)
	}
	clean := line.Clean(e.clean[:0], text, line.CleanOptions{KeepSGR: true})
	if cap(clean) > cap(e.clean) && cap(clean) <= 2*maxText && len(clean) > 0 && len(text) > 0 && &clean[0] != &text[0] {
		e.clean = clean
	}
	dst = appendString(dst, clean)
	if rest > 0 {
		dst = append(dst, `,"more":`...)
		dst = strconv.AppendInt(dst, rest, 10)
	}
	if l.Continues {
		dst = append(dst, `,"cont":true`...)
	}
	if l.Open {
		dst = append(dst, `,"open":true`...)
	}
	if l.Gone > 0 {
		dst = append(dst, `,"gone":`...)
		dst = strconv.AppendInt(dst, int64(l.Gone), 10)
	}
	if l.Notice {
		dst = append(dst, `,"n":"`...)
		dst = append(dst, severity(l.Severity)...)
		dst = append(dst, '"')
	}
	return append(dst, '}')
}

// source returns a source's name as JSON.
func (e *encoder) source(name string) []byte {
	if name != e.label || e.quoted == nil {
		e.label, e.quoted = name, appendString(e.quoted[:0], []byte(line.CleanString(name)))
	}
	return e.quoted
}

// text appends a line as plain text, safe to be shown by a terminal. What
// rtwatch says is told apart by the escape in front of it, which no line has.
func (e *encoder) text(dst []byte, l *store.Line) []byte {
	if l.Notice {
		text := line.CleanString(string(l.Text))
		if name := line.CleanString(l.Source); l.Gone > 0 {
			text = strconv.Itoa(l.Gone) + " lines of " + name + " lost: " + text
		} else if !strings.Contains(text, name) {
			text = name + ": " + text
		}
		return remark(dst, text)
	}
	dst = append(dst, line.Clean(e.clean[:0], l.Text, line.CleanOptions{})...)
	if l.Rest > 0 {
		dst = append(dst, " ... +"...)
		dst = strconv.AppendInt(dst, l.Rest, 10)
		dst = append(dst, " bytes"...)
	}
	return append(dst, '\n')
}

// remark appends a line of rtwatch's own to plain text.
func remark(dst []byte, text string) []byte {
	dst = append(dst, "\x1b[2m-- rtwatch: "...)
	return append(append(dst, text...), " --\x1b[m\n"...)
}

func severity(s source.Severity) string {
	switch s {
	case source.Warn:
		return "warn"
	case source.Fail:
		return "fail"
	default:
		return "info"
	}
}

// appendTime appends RFC 3339 with milliseconds, in UTC.
func appendTime(dst []byte, t time.Time) []byte {
	return t.UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
}

// plainByte are the bytes that stand in a JSON string as they are.
func plainByte(c byte) bool { return c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf }

// appendString appends s as a JSON string (RFC 8259, 7); bytes that are not
// UTF-8 become U+FFFD.
func appendString(dst, s []byte) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plainByte(c) {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && n == 1 {
				dst = append(append(dst, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += n
			continue
		}
		dst = append(dst, s[from:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(dst, s[from:]...), '"')
}
