package highlight

// path takes the path that begins at i, and returns the place behind; if it is
// none, behind the byte at i.
func (s *scanner) path(i int) int {
	root := i
	for root-i < 2 && (s.at(root) == '.' || root == i && s.at(root) == '~') {
		root++
	}
	if s.at(root) != '/' || !s.is(root+1, runBytes) || i > 0 && !s.is(i-1, opens) {
		return i + 1
	}
	end := s.while(root+1, runBytes|inPath)
	for end > root+2 && isStop(s.text[end-1]) {
		end--
	}
	s.put(i, end, Path)
	return end
}

// isStop reports whether c ends a sentence rather than a path.
func isStop(c byte) bool {
	return c == '.' || c == '!' || c == '?' || c == ',' || c == ';' || c == ':' || c == ')' || c == '\'' || c == ']'
}

// url takes the URL, or the path with a drive, whose scheme is text[from:to],
// and returns the place behind, or 0.
func (s *scanner) url(from, to int) int {
	if to-from == 1 && s.at(to+1) == '\\' && s.is(to+2, runBytes) {
		end := to + 2
		for s.is(end, runBytes) || s.at(end) == '\\' {
			end++
		}
		s.put(from, end, Path)
		return end
	}
	if s.at(to+1) != '/' || s.at(to+2) != '/' || !s.is(to+3, runBytes|inPath|inURL) || !s.is(from, letter) {
		return 0
	}
	end := s.while(to+3, runBytes|inPath|inURL)
	for end > to+4 && isStop(s.text[end-1]) {
		end--
	}
	s.put(from, end, URL)
	return end
}

// email takes the address whose name is text[from:to], and returns the place
// behind, or 0.
func (s *scanner) email(from, to int) int {
	if to-from > maxEmail || !s.is(to+1, wordBytes) {
		return 0
	}
	end := s.while(to+1, runBytes)
	for classes[s.text[end-1]]&joins != 0 {
		end--
	}
	for _, c := range s.text[to+1 : end] {
		if c == '.' {
			s.put(from, end, Address)
			return end
		}
	}
	return 0
}
