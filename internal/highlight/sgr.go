package highlight

import "bytes"

// Run is a part of a text, text[From:To], and how it looks.
type Run struct {
	From, To int
	Style
}

// Uncolor takes the colour sequences out of clean text, the only ones that are
// in it, and returns the text without them and how its parts look. Parts that
// look as any text does are no runs. text is clean itself if nothing is in it,
// else it is appended to dst; runs are appended to runs.
func Uncolor(dst []byte, runs []Run, clean []byte) ([]byte, []Run) {
	at := bytes.IndexByte(clean, '\x1b')
	if at < 0 {
		return clean, runs
	}
	var now Style
	base := len(dst)
	for at >= 0 {
		end := bytes.IndexByte(clean[at:], 'm')
		if end < 0 {
			break
		}
		dst, runs = piece(dst, runs, clean[:at], base, now)
		now.apply(clean[at:][:end])
		clean = clean[at+end+1:]
		at = bytes.IndexByte(clean, '\x1b')
	}
	return piece(dst, runs, clean, base, now)
}

func piece(dst []byte, runs []Run, text []byte, base int, s Style) ([]byte, []Run) {
	if len(text) > 0 && s != (Style{}) {
		runs = append(runs, Run{len(dst) - base, len(dst) - base + len(text), s})
	}
	return append(dst, text...), runs
}

// apply changes s as the sequence does of which seq is the front, up to its m:
// ESC [ and parameters (ECMA-48, 8.3.117; ITU-T T.416, 13.1.8). What it does not
// know leaves s as it is.
func (s *Style) apply(seq []byte) {
	if len(seq) < 2 {
		return
	}
	var p parameters
	p.read(seq[2:])
	for i := 0; i < p.n; i++ {
		switch v := p.value[i]; {
		case v == 0:
			*s = Style{}
		case v == 1:
			s.Bold = true
		case v == 2:
			s.Faint = true
		case v == 3:
			s.Italic = true
		case v == 4:
			s.Underline = !p.colon[i+1] || p.value[i+1] != 0
		case v == 7:
			s.Reverse = true
		case v == 9:
			s.Strike = true
		case v == 22:
			s.Bold, s.Faint = false, false
		case v == 23:
			s.Italic = false
		case v == 24:
			s.Underline = false
		case v == 27:
			s.Reverse = false
		case v == 29:
			s.Strike = false
		case v == 38:
			i = p.color(i, &s.Text)
		case v == 48:
			i = p.color(i, &s.Back)
		case v == 58:
			var underline Color // is not kept
			i = p.color(i, &underline)
		case v == 39:
			s.Text = Color{}
		case v == 49:
			s.Back = Color{}
		case v >= 30 && v < 38:
			s.Text = Color{Depth: Basic, R: uint8(v - 30)}
		case v >= 40 && v < 48:
			s.Back = Color{Depth: Basic, R: uint8(v - 40)}
		case v >= 90 && v < 98:
			s.Text = Color{Depth: Basic, R: uint8(v - 90 + 8)}
		case v >= 100 && v < 108:
			s.Back = Color{Depth: Basic, R: uint8(v - 100 + 8)}
		}
		for p.colon[i+1] {
			i++
		}
	}
	if s.Text == s.Back {
		s.Back = Color{} // text of its own colour could not be read
	}
}

// parameters are those of a sequence. Behind the last one are zeros.
type parameters struct {
	value [maxParameters + 8]int
	colon [maxParameters + 8]bool // it is a part of the one before it
	n     int
}

func (p *parameters) read(text []byte) {
	p.n = 1
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			p.value[p.n-1] = min(p.value[p.n-1]*10+int(c-'0'), 1000)
		case p.n == maxParameters:
			return
		case c == ';' || c == ':':
			p.colon[p.n] = c == ':'
			p.n++
		}
	}
}

// color reads the colour whose introducer is parameter i into c, and returns its
// last parameter.
func (p *parameters) color(i int, c *Color) int {
	switch p.value[i+1] {
	case 5:
		if v := p.value[i+2]; v < 256 {
			*c = Color{Depth: Indexed, R: uint8(v)}
		}
		return i + 2
	case 2:
		first := i + 2
		if p.colon[i+1] && p.colon[i+5] { // a colour space stands before red
			first++
		}
		r, g, b := p.value[first], p.value[first+1], p.value[first+2]
		if r < 256 && g < 256 && b < 256 {
			*c = Color{TrueColor, uint8(r), uint8(g), uint8(b)}
		}
		return first + 2
	}
	return i
}
