package query

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/line"
)

// literal returns the node of a text that stands at a place.
func (p *parser) literal(at int, text string) (*node, error) {
	if len(text) > maxPattern {
		return nil, p.fail(at, "the text is longer than 1 KiB: shorten it")
	}
	if text == "" {
		return &node{op: opAnd}, nil // every record has it
	}
	fold := !hasUpper(text)
	if fold && utf8.RuneCountInString(text) > maxFold && utf8.ValidString(text) {
		return p.pattern(at, regexp.QuoteMeta(text), true)
	}
	return &node{op: opText, needles: []needle{newNeedle(text, fold)}}, nil
}

// regexp reads the regular expression in slashes that ends at a place.
func (p *parser) regexp(end int, fold bool) (*node, error) {
	text, at := p.text[p.pos+1:end-1], p.pos+1
	if fold {
		text = text[:len(text)-1]
	}
	p.pos = end
	return p.pattern(at, text, fold)
}

func (p *parser) pattern(at int, text string, fold bool) (*node, error) {
	c, err := p.compile(at, text, fold)
	if err != nil {
		return nil, err
	}
	if c.exact {
		return &node{op: opText, needles: c.needles}, nil
	}
	return &node{op: opRegexp, needles: c.needles, pattern: c}, nil
}

// compile compiles a regular expression that stands at a place.
func (p *parser) compile(at int, text string, fold bool) (*pattern, error) {
	c, problem, part := compile(text, fold || !capital(text))
	if problem != "" {
		return nil, p.fail(at+max(0, strings.Index(text, part)), problem)
	}
	if p.opts.Insts > 0 && c.insts > p.opts.Insts {
		return nil, p.fail(at, tooLarge)
	}
	return c, nil
}

// capital reports that smart case makes a regular expression exact. Letters of
// escapes such as \S do not count.
func capital(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			continue
		}
		end := i + 2
		if c := text[i+1]; c == 'p' || c == 'P' || c == 'x' {
			end++
			if i+2 < len(text) && text[i+2] == '{' {
				if k := strings.IndexByte(text[i:], '}'); k > 0 {
					end = i + k + 1
				}
			} else if c == 'x' {
				end++
			}
		}
		text = text[:i] + text[min(end, len(text)):]
		i--
	}
	return hasUpper(text)
}

// comparison is a name, an operator and where its value begins.
type comparison struct {
	name    string
	compare compare
	value   int
}

// comparison reports whether a word is a comparison: a name, an operator and a
// value without blanks between them.
func (p *parser) comparison(at int) (c comparison, ok bool) {
	i := at
	for i < len(p.text) && isName(p.text[i], i == at) {
		i++
	}
	if i == at || p.text[i-1] == '-' {
		return c, false
	}
	c.name = p.text[at:i]
	rest := p.text[i:]
	known := c.name == "level" || c.name == "time" || c.name == "source"
	switch {
	case strings.HasPrefix(rest, ":") && (c.name == "level" || c.name == "source"):
		c.value, ok = i+1, true
	default:
		for _, o := range operators {
			if strings.HasPrefix(rest, o.text) {
				c.compare, c.value, ok = o.is, i+len(o.text), true
				break
			}
		}
	}
	if !ok || c.name == "source" && rest[0] != ':' {
		return c, false
	}
	// A name that is no keyword and has no value yet is a text.
	return c, known || c.value < len(p.text) && !isBlank(p.text[c.value]) && (p.open == 0 || p.text[c.value] != ')')
}

// isName reports whether c may be part of a field's name.
func isName(c byte, first bool) bool {
	return (c|0x20)-'a' < 26 || c == '_' || c == '@' || c >= utf8.RuneSelf ||
		!first && (isDigit(c) || c == '.' || c == '-' || c == '/')
}

func (p *parser) compare(c comparison) (*node, error) {
	p.pos = c.value
	var end int
	var fold bool
	if p.pos < len(p.text) && p.text[p.pos] == '/' && c.compare == like {
		end, fold = p.slashes()
	}
	at := p.pos
	var value string
	switch {
	case end > 0:
		value = p.text[at+1 : end-1]
		if at++; fold {
			value = value[:len(value)-1]
		}
		p.pos = end
	case p.pos < len(p.text) && p.text[p.pos] == '"':
		var err error
		if value, err = p.quoted(); err != nil {
			return nil, err
		}
	default:
		p.word()
		value = p.text[at:p.pos]
	}
	if len(value) > maxPattern {
		return nil, p.fail(at, "the value is longer than 1 KiB: shorten it")
	}
	switch c.name {
	case "source":
		if value == "" {
			return nil, p.fail(at, "a name is missing behind source: : add part of a source's name")
		}
		if whole, ok := strings.CutPrefix(value, "="); ok && whole != "" {
			return &node{op: opSource, source: sourceName{whole: whole}}, nil
		}
		return &node{op: opSource, source: sourceName{part: newNeedle(value, !hasUpper(value))}}, nil
	case "level":
		return p.level(at, value, c.compare)
	case "time":
		m, ok := parseMoment(value, c.compare, p.opts)
		if !ok || c.compare == like {
			return nil, p.fail(at, quote(value)+" is no time: use 10:30, 2026-11-22T10:30:00 or 5m (ago) with = != < <= > >=")
		}
		return &node{op: opTime, moment: m}, nil
	}
	return p.field(at, value, fold, c)
}

func quote(value string) string { return `"` + value + `"` }

func (p *parser) level(at int, value string, c compare) (*node, error) {
	if c == like {
		return nil, p.fail(at, "a level is no text: compare it with = != < <= > or >=")
	}
	level, ok := parseLevel(value)
	if !ok {
		return nil, p.fail(at, quote(value)+" is no level: use trace, debug, info, notice, warn, error or fatal")
	}
	return &node{op: opLevel, levels: levelsOf(level, c)}, nil
}

// parseLevel reads a level's name or its first letter.
func parseLevel(value string) (line.Level, bool) {
	if level, ok := line.ParseLevel(value); ok {
		return level, true
	}
	for l := line.Trace; l <= line.Fatal; l++ {
		if strings.EqualFold(value, l.String()[:1]) {
			return l, true
		}
	}
	return line.None, false
}

func levelsOf(level line.Level, c compare) (set levelSet) {
	for l := line.None; l <= line.Fatal; l++ {
		if c.holds(int(l) - int(level)) {
			set |= 1 << l
		}
	}
	return set
}

func (p *parser) field(at int, value string, fold bool, c comparison) (*node, error) {
	f := &field{name: []byte(c.name), compare: c.compare}
	switch line.RoleOf(c.name) {
	case line.LevelRole:
		if level, ok := line.ParseLevel(value); ok && c.compare != like {
			return &node{op: opLevel, levels: levelsOf(level, c.compare)}, nil
		}
	case line.TimeRole:
		// In t>5ms it is rather a number.
		_, number := parseNumber(value)
		if m, ok := parseMoment(value, c.compare, p.opts); ok && c.compare != like && (!number || !isDigit(value[0])) {
			return &node{op: opTime, moment: m}, nil
		}
	case line.MessageRole:
		f.role = line.MessageRole
	}
	if c.compare == like {
		var err error
		if f.pattern, err = p.compile(at, value, fold); err != nil {
			return nil, err
		}
	} else {
		f.number, f.numeric = parseNumber(value)
		f.text = newNeedle(value, !hasUpper(value))
		if !f.numeric && c.compare != equal && c.compare != notEqual {
			return nil, p.fail(at, quote(value)+" is no number: use one such as 100 or 250ms, or quote all of it to search for the text")
		}
	}
	return &node{op: opField, field: f, needles: f.needles()}, nil
}
