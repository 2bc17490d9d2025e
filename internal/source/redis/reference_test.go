package redis

import (
	"strconv"
	"strings"
)

// reference reads one message from the beginning of text in the plainest way,
// and says whether there is a fault in it. What is not whole is none.
type reference struct {
	text     string
	elements int
	fault    bool
}

// line takes a line of at most limit bytes, without its end.
func (r *reference) line(limit int) (string, bool) {
	line, rest, ok := strings.Cut(r.text, "\n")
	if len(line) > limit || ok && !strings.HasSuffix(line, "\r") {
		r.fault = true
	}
	if r.fault || !ok {
		return "", false
	}
	r.text = rest
	return line[:len(line)-1], true
}

// message takes one message and reports whether it is there and right.
func (r *reference) message(depth int, name bool) bool {
	if r.text == "" {
		return false
	}
	kind := r.text[0]
	switch {
	case name && kind != '+' && kind != '$', depth > 0 && kind == '>':
		r.fault = true
		return false
	}
	r.text = r.text[1:]
	limit := 32
	if strings.ContainsRune("+-,(", rune(kind)) {
		limit = maxLine
	} else if i := strings.IndexByte("_#", kind); i >= 0 {
		limit = 1 + i
	} else if !strings.ContainsRune(":_#!=$*%~>", rune(kind)) {
		r.fault = true
		return false
	}
	text, ok := r.line(limit)
	if !ok {
		return false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if strings.HasPrefix(text, "+") {
		err = strconv.ErrSyntax
	}
	var count int64
	switch kind {
	case '+', '-', ',', '(':
		r.fault = name && len(text) <= 32 && strings.HasSuffix(text, "subscribe")
		return !r.fault
	case '_':
		r.fault = text != ""
		return !r.fault
	case '#':
		r.fault = text != "t" && text != "f"
		return !r.fault
	case ':':
		r.fault = err != nil
		return !r.fault
	case '$', '!', '=':
		if kind == '$' && err == nil && n == -1 {
			return true
		}
		if r.fault = err != nil || n < 0 || n > maxHeld; r.fault {
			return false
		}
		return r.bulk(int(n), name)
	case '*':
		if err == nil && n == -1 {
			return true
		}
		count = n
	case '%':
		count = 2 * n
	default:
		count = n
	}
	r.elements += int(count)
	if r.fault = err != nil || n < 0 || n > maxElements || r.elements > maxElements || depth == maxNested && n > 0; r.fault {
		return false
	}
	for i := range count {
		if !r.message(depth+1, kind == '>' && i == 0) {
			return false
		}
	}
	return true
}

func (r *reference) bulk(n int, name bool) bool {
	if len(r.text) < n {
		return false
	}
	text, end := r.text[:n], r.text[n:]
	end = end[:min(len(end), 2)]
	switch {
	case end != "\r\n"[:len(end)], end == "\r\n" && name && n <= 32 && strings.HasSuffix(text, "subscribe"):
		r.fault = true
	case len(end) == 2:
		r.text = r.text[n+2:]
		return true
	}
	return false
}

// messages splits text into messages.
func messages(text string) (whole []string, fault bool) {
	for {
		r := reference{text: text}
		if !r.message(0, false) {
			return whole, r.fault
		}
		whole = append(whole, text[:len(text)-len(r.text)])
		text = r.text
	}
}
