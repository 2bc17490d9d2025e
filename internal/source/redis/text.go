package redis

import (
	"math"
	"strconv"
	"strings"
)

// stamp is how a score that is a time is written: RFC 3339 in UTC, with
// milliseconds.
const stamp = "2006-01-02T15:04:05.000Z07:00"

// appendScore writes a score: as a time if it has a unit, else as the number,
// without an exponent up to 2^53.
func appendScore(b []byte, score float64, u unit) []byte {
	if u != 0 {
		return u.time(score).UTC().AppendFormat(b, stamp)
	}
	switch {
	case math.IsInf(score, 1):
		return append(b, "inf"...)
	case math.IsInf(score, -1):
		return append(b, "-inf"...)
	case math.Abs(score) < 1<<53:
		return strconv.AppendFloat(b, score, 'f', -1, 64)
	default:
		return strconv.AppendFloat(b, score, 'g', -1, 64)
	}
}

// appendText writes text so that it is one line.
func appendText(b []byte, text string) []byte {
	for {
		i := strings.IndexAny(text, "\n\r")
		if i < 0 {
			return append(b, text...)
		}
		b = append(b, text[:i]...)
		if text[i] == '\n' {
			b = append(b, `\n`...)
		} else {
			b = append(b, `\r`...)
		}
		text = text[i+1:]
	}
}

// oneLine is appendText for strings.
func oneLine(text string) string {
	if !strings.ContainsAny(text, "\n\r") {
		return text
	}
	return string(appendText(nil, text))
}

// appendMember writes a member as one line of at most n bytes, and marks what
// is left out.
func appendMember(b []byte, m id, n int) []byte {
	text := fit(m.text, n)
	b = appendText(b, text)
	if left := m.size - len(text); left > 0 {
		b = appendLeft(b, left)
	}
	return b
}

// appendLeft marks how many bytes are left out.
func appendLeft(b []byte, left int) []byte {
	b = append(b, " … +"...)
	b = strconv.AppendInt(b, int64(left), 10)
	return append(b, " bytes"...)
}

// fit returns as much of text as appendText writes in n bytes.
func fit(text string, n int) string {
	if 2*len(text) <= n {
		return text
	}
	for i := range len(text) {
		if n--; text[i] == '\n' || text[i] == '\r' {
			n--
		}
		if n < 0 {
			return head(text, i)
		}
	}
	return text
}

// appendLine writes the line of a member, its end included.
func appendLine(b []byte, m member, u unit) []byte {
	b = appendScore(b, m.score, u)
	b = append(b, ' ')
	b = appendMember(b, m.id, maxText)
	return append(b, '\n')
}

// appendRank writes a place in a ranking; - for what has none any more.
func appendRank(b []byte, rank int) []byte {
	if rank == 0 {
		return append(b, "- "...)
	}
	return append(strconv.AppendInt(b, int64(rank), 10), ' ')
}

// cell is what a table shows of a member.
func cell(m id) string {
	if m.size <= maxCell && !strings.ContainsAny(m.text, "\n\r") {
		return m.text
	}
	return string(appendMember(nil, m, maxCell))
}

// rowID names a member's row: by itself, or if it is long by its beginning and
// a hash of the whole.
func rowID(m id) string {
	if m.size <= maxCell {
		return m.text
	}
	return head(m.text, 64) + "#" + strconv.FormatUint(m.hash, 16) + "+" + strconv.Itoa(m.size)
}
