package ui

import (
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
)

// names are the short names of the sources beside their lines: as much of the
// end of a path as tells it from the others. The zero value is ready.
type names struct {
	index  map[string]int // by label, in order of appearance
	labels []string
	texts  []string
	widest int
}

// add makes a short name for a label.
func (n *names) add(label string) {
	if _, ok := n.index[label]; ok || len(n.labels) >= maxNames {
		return
	}
	if n.index == nil {
		n.index = map[string]int{}
	}
	n.index[label] = len(n.labels)
	n.labels = append(n.labels, label)
	n.shorten()
}

// width returns the columns that names take beside lines, a gap included: 0
// while there is nothing to tell apart.
func (n *names) width() int {
	if len(n.labels) < 2 {
		return 0
	}
	return n.widest + 1
}

// short returns the short name of a label, and its number.
func (n *names) short(label string) (text string, i int) {
	i, ok := n.index[label]
	if !ok {
		return "?", 0
	}
	return n.texts[i], i
}

// shorten finds the fewest last elements of the paths that tell all apart.
func (n *names) shorten() {
	for elements := 1; ; elements++ {
		n.texts, n.widest = n.texts[:0], 0
		seen := map[string]bool{}
		for _, label := range n.labels {
			text := lastElements(label, elements)
			if words := firstWords(label); words != "" && (elements == 1 || n.only(words)) {
				text = words
			}
			seen[text] = true
			text = strings.TrimLeft(endOf(line.CleanString(text), nameWidth), " ")
			n.texts = append(n.texts, text)
			n.widest = max(n.widest, line.Width([]byte(text)))
		}
		if len(seen) == len(n.labels) || elements == 4 {
			return
		}
	}
}

// only reports whether one label at most begins with words.
func (n *names) only(words string) bool {
	all := 0
	for _, label := range n.labels {
		if firstWords(label) == words {
			all++
		}
	}
	return all < 2
}

// firstWords returns the first words of a command, as many as a name has room
// for and the first without its folders; "" of what is no command.
func firstWords(label string) string {
	words := strings.Fields(label)
	if len(words) < 2 {
		return ""
	}
	text := lastElements(words[0], 1)
	for _, word := range words[1:] {
		if line.Width([]byte(text+" "+word)) > nameWidth {
			break
		}
		text += " " + word
	}
	return text
}

// lastElements returns the last n elements of a path; what is no path whole.
func lastElements(label string, n int) string {
	if strings.Contains(label, "://") || strings.Contains(label, " ") {
		return label
	}
	for i := len(label) - 1; i > 0; i-- {
		if label[i] == '/' || label[i] == '\\' {
			if n--; n == 0 {
				return label[i+1:]
			}
		}
	}
	return label
}

// endOf returns the last columns of clean text.
func endOf(s string, columns int) string {
	w := line.Width([]byte(s))
	if w <= columns {
		return s
	}
	return string(line.Cut(nil, []byte(s), w-columns, columns))
}
