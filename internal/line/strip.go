package line

// Strip returns text without what a terminal would act on: complete escape
// sequences, colours unless keepSGR, and controls but the tab. All else stays as
// it is, bytes that are not UTF-8 too. Text with nothing to leave out is returned
// as it is, without a copy; else the rest is appended to dst.
//
// It is for text that leaves rtwatch; what is drawn goes through Clean.
func Strip(dst, text []byte, keepSGR bool) []byte {
	done := 0 // what is in dst
	for i := 0; i < len(text); {
		n, keep := 1, true
		switch c := text[i]; {
		case c == esc:
			if keep = false; escapeLen(text[i:]) > 0 {
				n = escapeLen(text[i:])
				keep = keepSGR && isSGR(text[i:i+n])
			}
		case c < ' ' && c != '\t', c == 0x7f:
			keep = false
		case c == 0xc2 && i+1 < len(text) && text[i+1] >= 0x80 && text[i+1] < 0xa0: // C1
			n, keep = 2, false
		}
		if !keep {
			dst = append(dst, text[done:i]...)
			done = i + n
		}
		i += n
	}
	if done == 0 {
		return text
	}
	return append(dst, text[done:]...)
}
