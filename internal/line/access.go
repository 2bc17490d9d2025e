package line

import "bytes"

// The fields of an access log, in the order in which they stand in a line.
type accessField uint8

const (
	vhostField accessField = iota
	remoteField
	userField
	methodField
	pathField
	protocolField
	statusField
	sizeField
	refererField
	agentField
	requestTimeField
	accessFields
)

// accessNames are their names: logs do not write them.
var accessNames = [accessFields][]byte{
	vhostField:       []byte("vhost"),
	remoteField:      []byte("remote"),
	userField:        []byte("user"),
	methodField:      []byte("method"),
	pathField:        []byte("path"),
	protocolField:    []byte("protocol"),
	statusField:      []byte("status"),
	sizeField:        []byte("size"),
	refererField:     []byte("referer"),
	agentField:       []byte("agent"),
	requestTimeField: []byte("request_time"),
}

// Unwritten reports whether Fields gives fields of that name to lines in which
// the name does not stand: it is one of an access log's. Who looks for a field
// by its name in raw lines must not.
func Unwritten(name string) bool {
	for _, n := range accessNames {
		if string(n) == name {
			return true
		}
	}
	return false
}

// access appends the fields of a line of an access log: Apache's Common and
// Combined Log Format (mod_log_config, "Custom Log Formats"), nginx's combined
// (ngx_http_log_module), a virtual host before it, nginx's request_time behind
// it. What else stands at the end has no name.
//
//	[vhost ]remote ident user [time] "method path protocol" status size[ "referer" "agent"[ request_time]]
//
// It is no such line, and refused at little cost, if the time is not in
// brackets with a quoted request behind it and a status of three digits behind
// that.
func access(dst []Field, text []byte) ([]Field, bool) {
	front, behind := accessTime(text)
	if behind == 0 {
		return dst, false
	}
	rest := object{text: text, pos: behind}
	request, ok := rest.string()
	if !ok || !rest.blank() {
		return dst, false
	}
	status := rest.word()
	if _, n := digits(status, 0, 4); n != 3 || len(status) != 3 || !rest.blank() {
		return dst, false
	}
	size := rest.word()
	if _, n := digits(size, 0, len(size)); n == 0 && string(size) != "-" || n != 0 && n != len(size) {
		return dst, false
	}
	n := len(dst)
	if dst, ok = appendClient(dst, text[:front]); !ok {
		return dst[:n], false
	}
	dst = appendRequest(dst, request)
	dst = append(dst, Field{accessNames[statusField], status, Number})
	if size[0] != '-' {
		dst = append(dst, Field{accessNames[sizeField], size, Number})
	}
	return appendRest(dst, rest), true
}

// accessTime finds the bracketed time that a quoted request stands behind:
// where its bracket is, and the quote. behind is 0 if there is none.
func accessTime(text []byte) (front, behind int) {
	for from := 1; from < min(len(text), clientWindow); from = front + 1 {
		n := bytes.IndexByte(text[from:min(len(text), clientWindow)], '[')
		if n < 0 {
			return 0, 0
		}
		front = from + n
		if text[front-1] != ' ' || !isDigit(at(text, front+1)) {
			continue
		}
		if at(text, front+3) != '/' && at(text, front+5) != '-' { // [22/Nov/2026: or [2026-11-22T
			continue
		}
		n = bytes.IndexByte(text[front:min(len(text), front+maxBracket)], ']')
		if n > 0 && at(text, front+n+1) == ' ' && at(text, front+n+2) == '"' {
			return front, front + n + 2
		}
	}
	return 0, 0
}

// appendClient appends what stands before the time. A user's name may have
// spaces, a proxy's list of addresses has them; ident is hardly ever known, and
// tells by that whether a virtual host stands before the address.
func appendClient(dst []Field, text []byte) ([]Field, bool) {
	text = bytes.TrimRight(text, " ")
	first, rest := remoteOf(text)
	ident, user, ok := bytes.Cut(rest, blank)
	if !ok || len(first) == 0 {
		return dst, false
	}
	if string(ident) != "-" && bytes.IndexByte(user, ' ') > 0 {
		dst = append(dst, Field{accessNames[vhostField], first, String})
		first, rest = remoteOf(rest)
		if _, user, ok = bytes.Cut(rest, blank); !ok {
			return dst, false
		}
	}
	dst = append(dst, Field{accessNames[remoteField], first, String})
	if len(user) > 0 && string(user) != "-" {
		dst = append(dst, Field{accessNames[userField], user, String})
	}
	return dst, true
}

// remoteOf returns the address, or the list of them, that text begins with, and
// what comes behind it.
func remoteOf(text []byte) (remote, rest []byte) {
	end := 0
	for {
		n := bytes.IndexByte(text[end:], ' ')
		if n < 0 {
			return text, nil
		}
		end += n + 1
		if n == 0 || text[end-2] != ',' {
			return text[:end-1], text[end:]
		}
	}
}

// appendRequest appends the parts of a request line (RFC 9112, 3). What is no
// request, such as the bytes of a TLS handshake, has none.
func appendRequest(dst []Field, request []byte) []Field {
	n := 0
	for n < len(request) && (isWord(request[n]) || request[n] == '-') {
		n++
	}
	if n == 0 || !isLetter(request[0]) || at(request, n) != ' ' || n+1 == len(request) {
		return dst
	}
	path, protocol := request[n+1:], []byte(nil)
	if i := bytes.LastIndexByte(path, ' '); i > 0 && hasPrefix(path[i+1:], "HTTP/") {
		path, protocol = path[:i], path[i+1:]
	}
	dst = append(dst, Field{accessNames[methodField], request[:n], String}, Field{accessNames[pathField], path, String})
	if protocol != nil {
		dst = append(dst, Field{accessNames[protocolField], protocol, String})
	}
	return dst
}

// appendRest appends what stands behind the size: two quoted texts, and a
// number of seconds, which nginx writes with a point, behind all quoted ones.
func appendRest(dst []Field, rest object) []Field {
	var quoted [2][]byte
	count := 0
	for rest.blank() && at(rest.text, rest.pos) == '"' {
		text, ok := rest.string()
		if !ok {
			return dst
		}
		if count < len(quoted) {
			quoted[count] = text
		}
		count++
	}
	if count >= len(quoted) {
		dst = append(dst, Field{accessNames[refererField], quoted[0], String}, Field{accessNames[agentField], quoted[1], String})
	}
	seconds := rest.word()
	if bytes.IndexByte(seconds, '.') > 0 && isDigit(seconds[0]) && isNumber(seconds) {
		dst = append(dst, Field{accessNames[requestTimeField], seconds, Number})
	}
	return dst
}

var blank = []byte{' '}

// blank moves behind one space and reports whether there is one.
func (o *object) blank() bool {
	if at(o.text, o.pos) != ' ' {
		return false
	}
	o.pos++
	return true
}

// word reads up to the next space or the line's end.
func (o *object) word() []byte {
	start := o.pos
	for o.pos < len(o.text) && o.text[o.pos] > ' ' {
		o.pos++
	}
	return o.text[start:o.pos]
}
