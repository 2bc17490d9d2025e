package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// filterKind is where a filter comes from.
type filterKind uint8

const (
	textFilter  filterKind = iota
	levelFilter            // the least level; there is at most one
	muteFilter             // a source that is not shown
	timeFilter             // times that were chosen in a graph; there is at most one
)

// filter lets lines through, or holds them back.
type filter struct {
	kind  filterKind
	text  string       // as it was typed; of a mute the source's label, of times what they are
	name  string       // what it is shown as; "": its text
	query *query.Query // what it lets through
	off   bool
}

// filters is all of them: a line is shown if every one that is on lets it
// through.
type filters struct {
	list []filter
	off  bool // all of them
}

// levels are what the keys 1 to 5 let through, from the first on all.
var levels = [...]line.Level{line.None, line.Debug, line.Info, line.Warn, line.Error}

// query returns what the filters let through together, nil if that is all.
func (f *filters) query() *query.Query {
	return query.All(f.on(textFilter, levelFilter, muteFilter, timeFilter)...)
}

// on returns the filters of some kinds that are on.
func (f *filters) on(kinds ...filterKind) (on []*query.Query) {
	for i := range f.list {
		if x := &f.list[i]; !f.off && !x.off && slices.Contains(kinds, x.kind) {
			on = append(on, x.query)
		}
	}
	return on
}

// wake ends that all are off together: each is, until it is switched on.
func (f *filters) wake() {
	for i := range f.list {
		f.list[i].off = f.list[i].off || f.off
	}
	f.off = false
}

// put adds a filter, or puts it in the place of another one. If all were off it
// is the only one that is on then.
func (f *filters) put(at int, added filter) {
	f.wake()
	switch {
	case at >= 0 && at < len(f.list):
		f.list[at] = added
	case len(f.list) < maxFilters:
		f.list = append(f.list, added)
	}
}

// full says why no more filter can be added, if it cannot.
func (f *filters) full() error {
	if len(f.list) < maxFilters {
		return nil
	}
	return fmt.Errorf("there are %d filters already: remove one", maxFilters)
}

func (f *filters) remove(at int) { f.list = slices.Delete(f.list, at, at+1) }

// index returns the place of a filter, or -1.
func (f *filters) index(kind filterKind, text string) int {
	return slices.IndexFunc(f.list, func(o filter) bool { return o.kind == kind && o.text == text })
}

// muted reports whether a source is not shown.
func (f *filters) muted(label string) bool {
	i := f.index(muteFilter, label)
	return i >= 0 && !f.list[i].off && !f.off
}

// label returns the filter as it is shown.
func (f *filter) label(st *styles) string {
	switch f.kind {
	case levelFilter:
		least := st.glyphs.least
		return strings.Replace(f.text, ">=", " "+least+" ", 1)
	case muteFilter:
		return "muted " + line.CleanString(lastElements(f.text, 1))
	}
	if f.name != "" {
		return f.name
	}
	return f.text
}

// nameTime gives a filter that is a time to the nanosecond, as flags make them,
// a name that can be read: with its day unless that is today.
func (f *filter) nameTime(now time.Time) {
	for sign, word := range map[string]string{"time>=": "since ", "time<=": "until "} {
		stamp, ok := strings.CutPrefix(f.text, sign)
		at, err := time.Parse(time.RFC3339Nano, stamp)
		if !ok || err != nil {
			continue
		}
		layout := time.TimeOnly
		if at = at.In(now.Location()); at.Format(time.DateOnly) != now.Format(time.DateOnly) {
			layout = time.DateTime
		}
		f.name = word + at.Format(layout)
	}
}

// parseFilter compiles a filter as it was typed.
func parseFilter(text string, o query.Options) (filter, error) {
	q, err := query.Parse(text, o)
	return filter{text: text, query: q}, err
}

// setLevel has only lines of a level and above shown; the same level once more
// lifts it.
func (m *model) setLevel(least line.Level) {
	f := &m.filters
	at := slices.IndexFunc(f.list, func(o filter) bool { return o.kind == levelFilter })
	text := leastLevel(least)
	same := at >= 0 && f.list[at].text == text && !f.list[at].off && !f.off
	if least == line.None || same {
		if at >= 0 {
			f.remove(at)
			m.refilter()
		}
		return
	}
	if q, err := m.parse(text); err == nil {
		f.put(at, filter{kind: levelFilter, text: text, query: q})
		m.refilter()
	}
}

// pressLevel is setLevel for a key, which does not show what it stands for.
func (m *model) pressLevel(least line.Level) {
	m.setLevel(least)
	m.said = "all levels"
	if slices.ContainsFunc(m.filters.list, func(f filter) bool { return f.kind == levelFilter }) {
		m.said = "level " + m.styles.glyphs.least + " " + least.String()
	}
}

// asLevel returns the filter as one of the keys 1 to 5, if it is nothing but a
// least level.
func (f *filter) asLevel() (filter, bool) {
	typed := strings.ToLower(strings.ReplaceAll(f.text, " ", ""))
	for l := line.Trace; l <= line.Fatal; l++ {
		if text := leastLevel(l); text == typed {
			return filter{kind: levelFilter, text: text, query: f.query}, true
		}
	}
	return *f, false
}

// leastLevel is the query of a level and above.
func leastLevel(l line.Level) string { return "level>=" + l.String() }

// escaped makes a name fit between the quotes of a query.
var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// mute hides the lines of a source, or shows them again.
func (m *model) mute(label string) {
	f := &m.filters
	at := f.index(muteFilter, label)
	if f.muted(label) {
		f.remove(at)
		m.refilter()
		return
	}
	if q, err := m.parse(`source:"=` + escaped.Replace(label) + `"`); err == nil {
		f.put(at, filter{kind: muteFilter, text: label, query: query.Not(q)})
		m.refilter()
	}
}

// toggleFilters switches all filters off, or on again.
func (m *model) toggleFilters() {
	if len(m.filters.list) > 0 {
		m.filters.off = !m.filters.off
		m.refilter()
	}
}

// refilter has the log show what the filters let through by now. Who follows goes
// on following; else the line that is looked at stays where it is, as far as it
// is among that.
func (m *model) refilter() {
	p := &m.log
	at, ok := p.anchor(m.view())
	if !ok {
		at = m.anchor
	}
	m.anchor = at
	was, near := m.filtered, m.near()
	q := m.filters.query()
	m.filtered, m.passing = nil, q
	if q != nil {
		m.filtered = &matchedLines{&m.shown, m.store.MatchFailures(q, near)}
	}
	m.histogram.take(m.store, m.filters.on(textFilter, levelFilter, muteFilter))
	p.fold.reset()
	p.shown, p.starts = nil, nil // they are not all in what is shown now
	if !p.follow && !p.oldest {
		at.stay = true // the view may be short for a while: that is not to follow
		p.goTo(m.view(), at)
	}
	if was != nil {
		was.matches.Close()
	}
	m.errors.close()
	if m.search.matches != nil {
		found, wished := m.search.query, m.search.wish
		m.search.begin(m.store, found, q, near)
		m.search.wish = wished
	}
}

// view returns the lines that the log shows.
func (m *model) view() lineView {
	if m.filtered != nil {
		return m.filtered
	}
	return allLines{&m.shown}
}

// nothingPasses says why the filtered log is empty, if it is.
func (m *model) nothingPasses() string {
	switch {
	case m.filtered == nil:
		return ""
	case !m.filtered.matches.Count().Done || !m.shown.Past.Complete:
		return "searching" + m.styles.glyphs.ellipsis
	}
	text := "nothing passes the filters: " + firstKey(m.keys.Escape) + " turns them off"
	for i := range m.filters.list {
		if f := &m.filters.list[i]; !f.off && f.query.Hint() != "" {
			text += "; " + line.CleanString(f.query.Hint())
		}
	}
	return text
}

// filterHeading names the filters.
func (m *model) filterHeading() []span {
	st := m.styles
	var spans []span
	if m.filters.off && len(m.filters.list) > 0 {
		return []span{{st.muted, "filters off"}}
	}
	for i := range m.filters.list {
		if f := &m.filters.list[i]; !f.off {
			spans = append(spans, span{st.paused, f.label(st)})
		}
	}
	return spans
}
