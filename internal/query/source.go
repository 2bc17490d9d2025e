package query

// sourceName is part of a source's name, or all of it.
type sourceName struct {
	part  needle
	whole string // if not empty, the name itself
}

func (s sourceName) matches(name string) bool {
	if s.whole != "" {
		return name == s.whole
	}
	var c cursor
	c.reset(&s.part, usual)
	start, _ := c.next(&s.part, []byte(name), 0, len(name))
	return start < len(name)
}
