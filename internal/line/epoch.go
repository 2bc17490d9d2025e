package line

// epoch reads a number of n digits as seconds (10), milliseconds (13),
// microseconds (16) or nanoseconds (19) since 1970, with a fraction if it has
// one. So many digits are the years from 2001 to 2286.
func (s *stamp) epoch(text []byte, i, n int) int {
	if text[i] == '0' {
		return 0
	}
	seconds, _ := digits(text, i, 10)
	s.kind = epochStamp
	s.unix = int64(seconds)
	s.precise = n > 10
	end := i + n
	frac, m := digits(text, i+10, n-10)
	if n == 10 && at(text, end) == '.' && isDigit(at(text, end+1)) {
		s.precise = true
		frac, m = digits(text, end+1, 9)
		end += 1 + m
	}
	for ; m < 9; m++ {
		frac *= 10
	}
	s.nsec = frac
	if n > 10 && at(text, end) == '.' && isDigit(at(text, end+1)) {
		end++
	}
	for end > i+n && isDigit(at(text, end)) {
		end++
	}
	if c := at(text, end); isWord(c) || c == '-' || c == '/' || c == '.' && isDigit(at(text, end+1)) {
		return 0
	}
	return end
}
