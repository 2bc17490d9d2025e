package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
)

// options makes options of texts.
func options(all []string) []option {
	made := make([]option, len(all))
	for i, text := range all {
		made[i] = option{text: text}
	}
	return made
}

// texts returns the texts of options.
func texts(all []option) []string {
	made := make([]string, len(all))
	for i := range all {
		made[i] = all[i].text
	}
	return made
}

// completions returns what text, which was typed behind the colon, may become.
func (m *model) completions(text string) []option {
	text = strings.TrimLeft(text, " ")
	if isPlace(text) {
		return nil
	}
	name, args, behind := strings.Cut(text, " ")
	var found []option
	for _, c := range commands() {
		switch {
		case !behind && strings.HasPrefix(c.name, name):
			text := c.name
			if c.takes() {
				text += " "
			}
			found = append(found, option{text, c.help})
		case behind && c.name == name && c.complete != nil:
			for _, o := range c.complete(m, args) {
				clean := line.CleanString(o.text) == o.text // else nobody could type it
				if clean && strings.HasPrefix(o.text, args) && o.text != args {
					found = append(found, option{name + " " + o.text, o.help})
				}
			}
		}
	}
	return found
}

// suggest looks up anew how the command that is being typed may go on.
func (m *model) suggest() {
	p := &m.prompt
	p.options, p.chosen = nil, -1
	if p.kind == goToPrompt && p.at == len(p.text) {
		p.options = m.completions(string(p.text))
	}
}

// complete puts the next of the options into the prompt, or the one before: what
// is the only one, for good.
func (m *model) complete(by int) {
	p := &m.prompt
	if p.chosen < 0 {
		p.typed = p.text
		m.suggest()
	}
	switch n := len(p.options); n {
	case 0:
		return
	case 1:
		p.set([]rune(p.options[0].text))
		m.suggest()
	default:
		// Behind the last one there is what was typed.
		if p.chosen = (p.chosen+1+by+n+1)%(n+1) - 1; p.chosen < 0 {
			p.set(p.typed)
		} else {
			p.set([]rune(p.options[p.chosen].text))
		}
	}
	p.err = nil
}

// optionRows returns the options to show above the prompt: those around the
// chosen one.
func (p *prompt) optionRows() (rows []option, chosen int) {
	if !p.open || p.kind != goToPrompt || len(p.text) == 0 && p.chosen < 0 {
		return nil, -1
	}
	first := within(p.chosen-maxOptions/2, 0, max(len(p.options)-maxOptions, 0))
	last := min(first+maxOptions, len(p.options))
	return p.options[first:last], p.chosen - first
}

// optionPlace tells that there are more options than are shown.
func (p *prompt) optionPlace(st *styles) []span {
	rows, _ := p.optionRows()
	if len(rows) == len(p.options) || len(rows) == 0 {
		return nil
	}
	text := strconv.Itoa(len(p.options)) + " possible"
	if p.chosen >= 0 {
		text = strconv.Itoa(p.chosen+1) + " of " + text
	}
	return []span{{st.muted, text}}
}

// drawOptions adds rows of options, up to the row limit.
func (m *model) drawOptions(b *block, limit int) {
	rows, chosen := m.prompt.optionRows()
	widest := 0
	for i := range rows {
		widest = max(widest, line.Width([]byte(rows[i].text)))
	}
	st := m.styles
	for i := 0; i < len(rows) && b.rows() < limit; i++ {
		sign, style := " ", ""
		if i == chosen {
			sign, style = st.glyphs.current, st.subject
		}
		b.put(st.key, sign)
		b.put(style, rows[i].text)
		if b.pad(min(widest, b.width/2) + 3); b.room() > 2 {
			b.put(st.muted, rows[i].help)
		}
		b.end()
	}
}

// listing is the names in a folder, for completing a path.
type listing struct {
	folder string
	names  []string // folders end in a separator
	known  bool
}

// listingMsg is a folder that was read.
type listingMsg listing

// completeFile returns the files in the folder that is typed. It is read by the
// by: the first time there are none yet.
func completeFile(m *model, args string) []option {
	folder, _ := filepath.Split(args)
	if !m.listing.known || m.listing.folder != folder {
		m.listing = listing{folder: folder, known: true}
		m.do(func() tea.Msg { return readFolder(folder) })
	}
	var all []option
	for _, name := range m.listing.names {
		all = append(all, option{folder + name, ""})
	}
	return all
}

// readFolder reads the names in a folder, "" for the current one.
func readFolder(folder string) tea.Msg {
	l := listingMsg{folder: folder, known: true}
	path := folder
	if path == "" {
		path = "."
	}
	f, err := os.Open(path)
	if err != nil {
		return l
	}
	defer f.Close()
	entries, _ := f.ReadDir(maxListed) // as many as can be read
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() {
			name += string(filepath.Separator)
		}
		l.names = append(l.names, name)
	}
	slices.Sort(l.names)
	return l
}

// listed takes the names in a folder, if they are still asked for.
func (m *model) listed(l listingMsg) {
	if l.folder == m.listing.folder {
		m.listing = listing(l)
		if m.prompt.open && m.prompt.chosen < 0 {
			m.suggest()
		}
	}
}
