package line

import "bytes"

// isTrace reports whether a line that is not indented has the shape of one in
// the midst of a stack trace, or closes what was opened above.
func isTrace(text []byte) bool {
	switch text[0] {
	case '}', ']', ')':
		return isClosing(text)
	case '.':
		return isCounted(text, "... ", ' ')
	case '#':
		return isNumberedFrame(text)
	case '-':
		return hasPrefix(text, "--- End of ") // .NET
	case '[':
		return hasPrefix(text, "[signal ") // Go
	case 'C':
		return hasPrefix(text, "Caused by: ")
	case 'D':
		return hasPrefix(text, "During handling of the above exception") // Python
	case 'N':
		return isCounted(text, "Node.js v", '.')
	case 'S':
		return hasPrefix(text, "Suppressed: ")
	case 'T':
		return hasPrefix(text, "The above exception was the direct cause") // Python
	case 'a':
		if hasPrefix(text, "at ") {
			return isFrame(text[len("at "):])
		}
	case 'c':
		if hasPrefix(text, "created by ") {
			return isCreator(text[len("created by "):])
		}
	case 'e':
		if isCounted(text, "exit status ", 0) {
			return true
		}
	case 'g':
		if isCounted(text, "goroutine ", ' ') {
			return true
		}
	case 's':
		if hasPrefix(text, "stack backtrace:") { // Rust
			return true
		}
	}
	if text[len(text)-1] == ')' && isGoFrame(text) {
		return true
	}
	return text[0]-'A' < 26 && isPythonError(text)
}

func hasPrefix(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}

// isCounted reports whether text is prefix, a number, and the byte behind, or
// the end where that is 0.
func isCounted(text []byte, prefix string, behind byte) bool {
	if !hasPrefix(text, prefix) {
		return false
	}
	_, n := digits(text, len(prefix), 12)
	return n > 0 && at(text, len(prefix)+n) == behind
}

// isClosing reports whether text has nothing but closing brackets and what may
// stand behind them, as the end of pretty-printed JSON has.
func isClosing(text []byte) bool {
	for _, c := range text {
		switch c {
		case '}', ']', ')', ',', ';', ' ':
		default:
			return false
		}
	}
	return true
}

// isFrame reports whether text is a call as Java and .NET write it behind
// "at ": no space in the name, and the place in parentheses.
func isFrame(text []byte) bool {
	i := bytes.IndexByte(text, '(')
	return i > 0 && text[len(text)-1] == ')' && bytes.IndexByte(text[:i], ' ') < 0 && bytes.IndexByte(text[:i], '.') > 0
}

// isGoFrame reports whether text, which ends with a parenthesis, is a call as
// Go's runtime writes it: main.main(), main.(*T).Run(0xc000012018, {0x1, 0x2}).
func isGoFrame(text []byte) bool {
	open := bytes.LastIndexByte(text, '(')
	if open <= 0 || bytes.IndexByte(text[:open], ' ') >= 0 {
		return false
	}
	if bytes.IndexByte(text[:open], '.') < 0 && string(text[:open]) != "panic" {
		return false
	}
	args := text[open+1 : len(text)-1]
	return len(args) == 0 || hasPrefix(args, "0x") || hasPrefix(args, "{0x") || string(args) == "..." || string(args) == "{...}"
}

// isCreator reports whether text is what Go writes behind "created by ".
func isCreator(text []byte) bool {
	end := bytes.IndexByte(text, ' ')
	if end < 0 {
		end = len(text)
	}
	return bytes.IndexByte(text[:end], '.') > 0 && (end == len(text) || isCounted(text[end:], " in goroutine ", 0))
}

// isNumberedFrame reports whether text is a frame as gdb and PHP write it:
// "#0 " and an address, a path or {main}.
func isNumberedFrame(text []byte) bool {
	_, n := digits(text, 1, 4)
	rest := bytes.TrimLeft(text[1+n:], " ")
	return n > 0 && len(rest) < len(text)-1-n &&
		(hasPrefix(rest, "0x") || hasPrefix(rest, "/") || hasPrefix(rest, "{main}") || hasPrefix(rest, "[internal function]"))
}

// isPythonError reports whether text is the last line of a Python traceback.
// Only the built-in names tell: TypeError and SyntaxError also begin a trace of
// JavaScript, and names with a module one of Java.
func isPythonError(text []byte) bool {
	end := behindLetters(text, 0)
	if end == len(text) || text[end] != ':' {
		return false
	}
	switch string(text[:end]) {
	case "ArithmeticError", "AssertionError", "AttributeError", "BlockingIOError", "BrokenPipeError", "BufferError",
		"ChildProcessError", "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
		"EOFError", "FileExistsError", "FileNotFoundError", "FloatingPointError", "ImportError", "IndentationError",
		"IndexError", "InterruptedError", "IOError", "IsADirectoryError", "KeyError", "LookupError", "MemoryError",
		"ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplementedError", "OSError", "OverflowError",
		"PermissionError", "ProcessLookupError", "RecursionError", "RuntimeError", "SystemError", "TabError",
		"TimeoutError", "UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError", "ValueError",
		"ZeroDivisionError":
		return true
	}
	return false
}
