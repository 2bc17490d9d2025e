package ui

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// drawLine adds the rows of a line to b, from row from on, until b has limit
// rows.
func (p *logPane) drawLine(b *block, l *row, from, limit int) {
	if l.lead() > from {
		p.drawRuler(b, l)
	}
	start := b.rows()
	p.drawText(b, l, max(from-l.lead(), 0), limit)
	if p.cursor.on && l.has(p.cursor.seq) || p.selects(l) {
		b.tint(start, p.styles.lit)
	}
}

// drawText adds the rows of the text of a line, from row from on.
func (p *logPane) drawText(b *block, l *row, from, limit int) {
	style := p.styles.line(&l.Line)
	if !p.wrap && b.rows() < limit {
		p.drawFront(b, l)
		p.drawCut(b, l, style)
		b.end()
	}
	if !p.wrap {
		return
	}
	text := p.whole(l)
	p.breaks = line.Wrap(p.breaks[:0], text, p.width)
	p.find(&l.Line, text)
	start := 0
	for i := 0; i <= len(p.breaks) && b.rows() < limit; i++ {
		end := len(text)
		if i < len(p.breaks) {
			end = p.breaks[i]
		}
		if i >= from {
			if i == 0 {
				p.drawFront(b, l)
			}
			b.pad(p.indent())
			p.paint.write(b, style, text, start, end)
			b.end()
		}
		start = end
	}
}

// drawCut adds what can be seen of a line that is not wrapped. Behind it
// stands what is missing of the line itself, or that it goes on to the right.
func (p *logPane) drawCut(b *block, l *row, style string) {
	suffix := p.suffix(l)
	room, left := max(p.width-line.Width([]byte(suffix)), 0), p.left
	if l.Notice {
		left = 0
	}
	text, all := p.front(l, left+room+1)
	if !all || line.Width(text) > left+room {
		p.cutoff = true
		if suffix == "" && room > 1 {
			suffix = p.styles.glyphs.more
			room--
		}
	}
	p.find(&l.Line, text)
	p.paint.writeCut(b, style, text, left, room)
	if suffix == p.styles.glyphs.more {
		b.pad(b.width - 1) // half a wide rune may be missing before it
	}
	b.put(p.styles.muted, suffix)
}

// drawFront adds what stands before the first row of a line's text.
func (p *logPane) drawFront(b *block, l *row) {
	if style, sign := p.signOf(l); p.gutter > 0 {
		b.put(style, sign)
	}
	b.pad(p.gutter)
	p.drawTime(b, l)
	p.drawName(b, l)
}

// drawName adds the name of a line's source, if there are several sources.
func (p *logPane) drawName(b *block, l *row) {
	if p.names.width() == 0 {
		return
	}
	if !l.Notice {
		name, i := p.names.short(l.Source)
		b.put(p.styles.names[i%len(p.styles.names)], name)
	}
	b.pad(p.indent())
}

// whole returns all that is shown of a line that is wrapped.
func (p *logPane) whole(l *row) []byte {
	text := p.clean(l.Text)
	if l.Notice {
		text = p.notice(&l.Line, text)
	}
	if suffix := p.suffix(l); suffix != "" {
		p.full = append(append(p.full[:0], text...), suffix...)
		return p.full
	}
	return text
}

// front returns at least the first columns of what is shown of a line that is
// not wrapped. all says that there is no more of it.
func (p *logPane) front(l *row, columns int) (text []byte, all bool) {
	if l.Notice {
		return p.notice(&l.Line, p.clean(l.Text)), true
	}
	for n := columns * cleanPerColumn; ; n *= 4 {
		n = min(n, len(l.Text))
		all = n == len(l.Text)
		text = p.clean(l.Text[:cutAt(l.Text, n)])
		if all || line.Width(text) >= columns {
			return text, all
		}
	}
}

// notice returns the text of a notice as it is shown, with its source's name
// where the text lacks it.
func (p *logPane) notice(l *store.Line, text []byte) []byte {
	rule := p.styles.glyphs.rule
	p.said = append(append(p.said[:0], rule...), ' ')
	switch {
	case l.Gone > 0 && l.Source != "":
		p.said = append(p.said, goneText(l)...)
	case l.Source != "" && !namesServer(text, l.Source):
		p.said = append(append(p.said, p.names.title(l.Source)...), ": "...)
		fallthrough
	default:
		p.said = append(p.said, text...)
	}
	p.said = append(p.said, ' ')
	p.said = append(p.said, rule...)
	return p.said
}

// namesServer reports whether the text of a notice names the server that it is
// about. Names of files are too short to be told from what else is said.
func namesServer(text []byte, label string) bool {
	return strings.Contains(label, "://") && bytes.Contains(text, []byte(line.CleanString(label)))
}

// suffix returns what stands behind a line that is not there in full.
func (p *logPane) suffix(l *row) string {
	switch {
	case l.run.lines > 0:
		return " " + p.repeats(l)
	case l.Notice:
		return ""
	case l.Rest > 0:
		return " " + p.styles.glyphs.ellipsis + " +" + strconv.FormatInt(l.Rest, 10) + " bytes"
	case l.Open:
		return p.styles.glyphs.half
	}
	return ""
}

// repeats tells how many lines a row stands for.
func (p *logPane) repeats(l *row) string {
	text := p.styles.glyphs.times + group(uint64(l.run.lines))
	if l.run.more {
		return text + "+"
	}
	if d, ok := stampOf(&l.Line).since(l.run.start); ok && d > 0 {
		text += " over " + lasting(d)
	}
	return text
}

// line returns the style of a line.
func (s *styles) line(l *store.Line) string {
	if l.Gone > 0 {
		return s.muted
	}
	if l.Notice {
		switch l.Severity {
		case source.Warn:
			return s.warn
		case source.Fail:
			return s.fail
		}
		return s.muted
	}
	switch l.Level {
	case line.Trace, line.Debug:
		return s.levels.low
	case line.Notice:
		return s.levels.notice
	case line.Warn:
		return s.levels.warn
	case line.Error:
		return s.levels.failed
	case line.Fatal:
		return s.levels.fatal
	}
	return s.levels.plain
}
