package line

// heads are the fronts that the lines of a source have in common, most often
// one, and some where several programs write.
type heads struct {
	heads  [maxHeads]head
	last   int // the one that fitted last
	next   int // the one that gives way to the next new one
	known  int // how many there are
	credit int // for learning: lines that fitted
}

// head is the front of lines and how to go on behind it.
type head struct {
	shape
	first bool // no word in it
	words [maxWords]knownWord
	next  int // the word that gives way to the next new one
}

// knownWord is a level word with the byte behind it, as it stood behind a head,
// and what it stated there. The zero knownWord fits all and states nothing.
type knownWord struct {
	text, mask uint64
	level      Level
}

// level returns what the word behind the head states, if that is known.
func (k *head) level(text []byte) Level {
	w := load(text, k.size)
	for i := range k.words {
		if word := &k.words[i]; w&word.mask == word.text {
			return word.level
		}
	}
	return None
}

// learnWord keeps the word behind the head, which states l, if no more than it
// and the byte behind it said so.
func (k *head) learnWord(text []byte, l Level) {
	end := behindLetters(text, k.size)
	n := end - k.size
	if n == 0 || n > 7 || k.size == 0 || at(text, end) != ' ' && at(text, end) != ']' {
		return
	}
	s := levelScan{text: text, first: k.first}
	if n <= 2 && text[k.size-1] != ' ' || s.word(k.size, end) != l {
		return
	}
	mask := ^uint64(0) >> (8 * (7 - n))
	k.words[k.next] = knownWord{text: load(text, k.size) & mask, mask: mask, level: l}
	k.next = (k.next + 1) % maxWords
}

// find returns the head that text begins with, or nil.
func (h *heads) find(text []byte) *head {
	if h.known == 0 {
		return nil
	}
	if k := &h.heads[h.last]; k.fits(text) {
		h.credit = min(h.credit+1, maxCredit)
		return k
	}
	for i := range h.heads[:h.known] {
		if k := &h.heads[i]; i != h.last && k.fits(text) {
			h.last = i
			h.credit = min(h.credit+1, maxCredit)
			return k
		}
	}
	return nil
}

// mayLearn reports whether to learn from a line that no head fits. Where few
// lines have a front in common it costs more than it saves: then only some are
// learned from.
func (h *heads) mayLearn() bool {
	h.credit++
	if h.known == maxHeads && h.credit < learnCost {
		return false
	}
	h.credit = max(h.credit-learnCost, 0)
	return true
}

// learnLevel learns how far the level of lines that begin as text does need
// not be looked for. A head that has much in common with text becomes what
// they have in common, so that heads get shorter until they fit.
func (h *heads) learnLevel(text []byte) {
	if !h.mayLearn() {
		return
	}
	size, place := min(len(text), maxShape), -1
	if h.known == maxHeads {
		common := minHead
		for i := range h.heads {
			if n := h.heads[i].common(text); n >= common {
				size, common, place = n, n, i
			}
		}
	}
	s := levelScan{text: text, first: true}
	size = s.quiet(size)
	if size < minHead {
		return
	}
	h.put(place, head{shape: shapeOf(text[:size]), first: s.first})
}

// quiet returns the start of the last word of the first limit bytes before
// which no word can matter to the level: the scan may begin there.
func (s *levelScan) quiet(limit int) int {
	text := s.text[:limit]
	last := 0
	for i := 0; i < len(text) && text[i] != esc; i++ {
		if !isWord(text[i]) {
			continue
		}
		last = i
		letters := behindLetters(text, i)
		end := letters
		for end < limit && isWord(text[end]) {
			end++
		}
		if end == limit || letters > i && matters(text, i, letters) && !isInert(text[i:end]) {
			break
		}
		if letters == end && letters > i && s.first {
			s.first = isStampWord(text[i:end])
		}
		i = end - 1
	}
	return last
}

// isInert reports whether no text behind word can make it matter to the level.
func isInert(word []byte) bool {
	if len(word) < 3 || RoleOf(word) == LevelRole || weakWord(word) != None || string(word) == "HTTP" {
		return false
	}
	switch string(word) {
	case "LOG", "STATEMENT", "DETAIL", "HINT", "CONTEXT":
		return false
	}
	_, isLevel := ParseLevel(string(word))
	return !isLevel && (len(word) != len("DEBUG1") || string(word[:5]) != "DEBUG")
}

// learnTime learns that what stands before a stamp at the given place has none.
func (h *heads) learnTime(text []byte, place int) {
	if place > maxShape || !h.mayLearn() {
		return
	}
	h.put(-1, head{shape: shapeOf(text[:place])})
}

// put keeps k in the given place, or in that of the oldest where it is -1.
func (h *heads) put(place int, k head) {
	if place < 0 {
		place = h.next
		h.next = (h.next + 1) % maxHeads
		h.known = min(h.known+1, maxHeads)
	}
	h.heads[place] = k
}
