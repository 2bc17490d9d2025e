package ui

import (
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
)

// names are the short names of the sources beside their lines: as much of the
// end of a path as tells it from the others. A host or a server that a source is
// on comes first; a server is left out while there is only one.
type names struct {
	hosts    bool   // labels are HOST/SOURCE
	ellipsis string // stands for what is cut

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
	one := n.oneServer()
	for elements := 1; ; elements++ {
		n.texts, n.widest = n.texts[:0], 0
		seen := map[string]bool{}
		for _, label := range n.labels {
			place, between, text := n.split(label)
			if between == " " && one {
				place = ""
			}
			if between != " " {
				whole := text
				text = lastElements(whole, elements)
				if words := n.firstWords(whole); words != "" && (elements == 1 || n.only(words)) {
					text = words
				}
			}
			seen[place+between+text] = true
			text = n.fit(line.CleanString(place), between, line.CleanString(text))
			n.texts = append(n.texts, text)
			n.widest = max(n.widest, line.Width([]byte(text)))
		}
		if len(seen) == len(n.labels) || elements == 4 {
			return
		}
	}
}

// split takes a label apart: the host or the server, what stands between, and
// the source there. One that names no place is all source.
func (n *names) split(label string) (place, between, name string) {
	if host, rest, ok := strings.Cut(label, "/"); n.hosts && ok && host != "" && !strings.HasSuffix(host, ":") {
		return host, "/", rest
	}
	if scheme, rest, ok := strings.Cut(label, "://"); ok && !strings.Contains(scheme, " ") {
		if server, key, ok := strings.Cut(rest, " "); ok {
			return server, " ", key
		}
	}
	return "", "", label
}

// oneServer reports whether all servers in labels are the same.
func (n *names) oneServer() bool {
	server := ""
	for _, label := range n.labels {
		switch place, between, _ := n.split(label); {
		case between != " " || place == server:
		case server != "":
			return false
		default:
			server = place
		}
	}
	return true
}

// fit puts a clean name together in as many columns as one may take: a place
// keeps its beginning and its end, what is on it its end.
func (n *names) fit(place, between, name string) string {
	room := nameWidth
	if place != "" {
		room = placedWidth - line.Width([]byte(between))
		place = middle(place, max(2*room/3, room-line.Width([]byte(name))), n.ellipsis)
		room -= line.Width([]byte(place))
		place += between
	}
	if line.Width([]byte(name)) > room {
		room = max(room-line.Width([]byte(n.ellipsis)), 0)
		name = n.ellipsis + strings.TrimLeft(endOf(name, room), " ")
	}
	return place + name
}

// title is what notices call a source: its host, and its path without folders.
func (n *names) title(label string) string {
	if place, between, name := n.split(label); between == "/" {
		return line.CleanString(place + between + lastElements(name, 1))
	}
	return line.CleanString(lastElements(label, 1))
}

// only reports whether one label at most begins with words.
func (n *names) only(words string) bool {
	all := 0
	for _, label := range n.labels {
		if _, _, name := n.split(label); n.firstWords(name) == words {
			all++
		}
	}
	return all < 2
}

// firstWords returns the first words of a command, as many as a name has room
// for and the first without its folders; "" of what is no command.
func (n *names) firstWords(label string) string {
	words := strings.Fields(label)
	if len(words) < 2 || strings.Contains(words[0], "://") {
		return ""
	}
	text := lastElements(words[0], 1)
	for i, word := range words[1:] {
		rest := n.ellipsis
		if i == len(words)-2 {
			rest = ""
		}
		if line.Width([]byte(text+" "+word+rest)) > nameWidth {
			return text + n.ellipsis
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

// middle cuts the middle out of clean text that is wider than columns.
func middle(text string, columns int, ellipsis string) string {
	if line.Width([]byte(text)) <= columns {
		return text
	}
	room := max(columns-line.Width([]byte(ellipsis)), 0)
	front := string(line.Cut(nil, []byte(text), 0, room/2))
	return front + ellipsis + endOf(text, room-room/2)
}
