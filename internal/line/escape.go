package line

// escapeLen returns the length of the escape sequence that s begins with
// (s[0] is ESC), or 0 where it is not complete: cut off by the end of the line,
// by a control character, or by a byte that cannot be part of it (ECMA-48, 5.4
// and 5.6).
func escapeLen(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch c := s[1]; {
	case c == '[':
		return csiLen(s)
	case c == ']':
		return stringLen(s, true)
	case c == 'P' || c == 'X' || c == '^' || c == '_':
		return stringLen(s, false)
	case c >= 0x30 && c < 0x7f:
		return 2
	case c >= 0x20 && c < 0x30:
		// One or two intermediate bytes, as in ESC ( B and ESC $ ( C.
		for i := 2; i < len(s) && i <= 3; i++ {
			if s[i] >= 0x30 && s[i] < 0x7f {
				return i + 1
			}
			if s[i] < 0x20 || s[i] >= 0x30 {
				return 0
			}
		}
	}
	return 0
}

// csiLen returns the length of the control sequence at the front of s:
// ESC [, parameter bytes, intermediate bytes, a final byte.
func csiLen(s []byte) int {
	s = s[:min(len(s), maxCSI)]
	i := 2
	for i < len(s) && s[i] >= 0x30 && s[i] < 0x40 {
		i++
	}
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x30 {
		i++
	}
	if i < len(s) && s[i] >= 0x40 && s[i] < 0x7f {
		return i + 1
	}
	return 0
}

// stringLen returns the length of the control string at the front of s (OSC,
// DCS, SOS, PM, APC), which ends at ESC \ or, where bell is set, at BEL. A byte
// 0x9c does not end it: it is part of many UTF-8 runes. ESC before anything
// else, CAN and SUB break the string off, as they do in terminals.
func stringLen(s []byte, bell bool) int {
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case esc:
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			return 0
		case 0x07:
			if bell {
				return i + 1
			}
		case 0x18, 0x1a:
			return 0
		}
	}
	return 0
}

// isSGR reports whether the complete sequence seq only sets colours and
// attributes, is not longer than it need be, and does not conceal text.
func isSGR(seq []byte) bool {
	if len(seq) < 3 || len(seq) > len("\x1b[m")+maxSGR || seq[1] != '[' || seq[len(seq)-1] != 'm' {
		return false
	}
	params, first, number := 1, true, 0
	color := 0 // numbers of an extended colour still to come
	for _, c := range seq[2:] {
		switch {
		case c >= '0' && c <= '9':
			number = min(number*10+int(c-'0'), 1000)
			continue
		case c != ';' && c != ':' && c != 'm':
			return false
		}
		switch {
		case color == extended && number == 5:
			color = 1
		case color == extended && number == 2:
			color = 3
		case color > 0 && color != extended:
			color--
		case first && (number == 38 || number == 48 || number == 58):
			color = extended
		case first && number == 8:
			return false
		default:
			color = 0
		}
		number = 0
		if c == ':' {
			first = false
			continue
		}
		if !first {
			color = 0
		}
		first = true
		if c == ';' {
			params++
		}
	}
	return params <= maxSGRParams
}

// extended marks, inside isSGR, that the kind of an extended colour comes next.
const extended = -1

// sgrLen returns the length of the colour sequence at the front of clean text,
// or 0. Clean text holds no other sequence.
func sgrLen(clean []byte) int {
	if clean[0] != esc {
		return 0
	}
	return escapeLen(clean)
}

// isReset reports whether the colour sequence seq leaves no attribute set.
func isReset(seq []byte) bool {
	for _, c := range seq[2 : len(seq)-1] {
		if c != '0' && c != ';' {
			return false
		}
	}
	return true
}

// sgrReset ends all colours and attributes.
const sgrReset = "\x1b[m"
