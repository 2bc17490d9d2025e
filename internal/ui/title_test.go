package ui

import (
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// However long the names and narrow the terminal, the state is there.
func TestStateIsAlwaysVisible(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 100)
	long := "/var/log/" + strings.Repeat("deeply/", 20) + "access.log"
	for width := bareWidth; width <= 160; width++ {
		m := newModel(f.Store, []string{long, "/tmp/日本語.log", "run:make test", "a", "b", "c"}, plain)
		m.resize(width, 24)
		for _, c := range []struct{ key, want string }{{"l", "live"}, {"k", "scrolled"}, {"space", "paused"}} {
			press(m, c.key)
			rows := screen(m)
			checkRows(t, rows, width, 24)
			if !strings.Contains(rows[0], " "+c.want) {
				t.Errorf("%d columns: %q does not say %q", width, rows[0], c.want)
			}
			if width >= 80 && (!strings.Contains(rows[0], "lines/s") || !strings.Contains(rows[0], "last ")) {
				t.Errorf("%d columns: no rate or no last line in %q", width, rows[0])
			}
		}
	}
}

func TestShortTitle(t *testing.T) {
	st := newStyles(mono)
	names := []string{"/var/log/app/access.log", "/var/log/error.log", "/var/log/late.log"}
	for _, c := range []struct {
		columns int
		want    string
	}{
		{62, strings.Join(names, titleGap)},
		{61, "access.log  error.log  late.log"},
		{31, "access.log  error.log  late.log"},
		{30, "access.log  error.log  +1"},
		{25, "access.log  error.log  +1"},
		{24, "access.log  +2"},
		{14, "access.log  +2"},
		{13, "acc….log  +2"},
	} {
		got := st.shortTitle(names, c.columns)
		if w := line.Width([]byte(got)); w > c.columns || c.columns > 10 && got != c.want && w != c.columns {
			t.Errorf("in %d columns: %q, want %q", c.columns, got, c.want)
		}
		if c.columns >= 14 && got != c.want {
			t.Errorf("in %d columns: %q, want %q", c.columns, got, c.want)
		}
	}
}

// The state is that of the sources, not a hope.
func TestTitleTellsTheSourcesState(t *testing.T) {
	for _, c := range []struct {
		name   string
		states []source.State
		want   string
	}{
		{"nothing known", nil, "live"},
		{"live", []source.State{source.StateLive}, "live"},
		{"waiting", []source.State{source.StateWaiting}, "waiting"},
		{"failed", []source.State{source.StateFailed}, "failed"},
		{"ended", []source.State{source.StateEnded}, "ended"},
		{"one is live", []source.State{source.StateWaiting, source.StateLive, source.StateFailed}, "live"},
		{"one may come", []source.State{source.StateFailed, source.StateWaiting}, "waiting"},
		{"none will come", []source.State{source.StateEnded, source.StateFailed}, "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFeeder(t, 0)
			for i, s := range c.states {
				f.send(source.Batch{Source: string(rune('a' + i)), Notices: []source.Notice{{Text: "x", State: s}}})
			}
			m := newTestModel(f, plain, 80, 24)
			if row := screen(m)[0]; !strings.Contains(row, " "+c.want+" ") {
				t.Errorf("%q, want %q", row, c.want)
			}
		})
	}
}

// Once no source will send any more, what has failed is still said.
func TestTitleTellsTheEnd(t *testing.T) {
	for want, states := range map[string][]source.State{
		"ended":  {source.StateLive, source.StateWaiting},
		"failed": {source.StateLive, source.StateFailed, source.StateEnded},
	} {
		s, in := store.New(store.Options{}), make(chan source.Batch, len(states))
		for i, state := range states {
			in <- source.Batch{Source: string(rune('a' + i)), Notices: []source.Notice{{Text: "x", State: state}}}
		}
		close(in)
		s.Run(in)
		m := newModel(s, []string{"a"}, plain)
		m.resize(80, 24)
		if row := screen(m)[0]; !strings.Contains(row, " "+want+" ") {
			t.Errorf("%q, want %q", row, want)
		}
		m.close()
	}
}

func TestStatusCounts(t *testing.T) {
	for _, c := range []struct {
		name string
		lost []int64
		want string
	}{
		{"nothing lost", nil, "306 lines"},
		{"lost", []int64{3}, "lost 3 | 306 lines"},
		{"lost some", []int64{source.Unknown}, "lost some | 306 lines"},
		{"lost more", []int64{3, source.Unknown}, "lost 3 and more | 306 lines"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFeeder(t, 0)
			f.count(1, 306)
			for _, n := range c.lost {
				f.send(source.Batch{Source: "a.log", Notices: []source.Notice{{Text: "x", Lost: n}}})
			}
			rows := screen(newTestModel(f, plain, 80, 24))
			row := rows[len(rows)-1]
			if c.lost == nil {
				if strings.Contains(row, "lost") || !strings.HasSuffix(row, " 306 lines ") {
					t.Errorf("%q tells of a loss", row)
				}
			} else if !strings.HasSuffix(row, " "+c.want+" ") {
				t.Errorf("%q, want %q", row, c.want)
			}
		})
	}
}

// The column of names is there before the second name is.
func TestNamesFromTheFirstFrame(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("b.log", "first")
	f.count(1, 100)
	rows := screen(newTestModel(f, plain, 80, 24))
	if !strings.HasPrefix(rows[3], "|a.log line") {
		t.Errorf("%q has no name", rows[3])
	}
}

func TestZoomedLogKeepsItsTitle(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 100)
	m := newTestModel(f, plain, 80, 24)
	press(m, "z", "k")
	f.count(101, 101)
	row := screen(m)[1]
	for _, want := range []string{"- log -", "100 of 10", "1 new below"} {
		if !strings.Contains(row, want) {
			t.Errorf("%q has no %q", row, want)
		}
	}
	if row := screen(m)[2]; !strings.HasPrefix(row, " line ") {
		t.Errorf("%q has a border", row)
	}
}

// What is on a server is as well as the server: nothing is green while it is
// down, and the notice does not name it twice.
func TestStateOfWhatIsOnAServer(t *testing.T) {
	for _, c := range []struct {
		name, server, on string
		hosts            bool
		more             string
		want             string
	}{
		{"a key", "redis://h:6391", "redis://h:6391/0 stats:web1", false, "", "waiting since 09:41:07 "},
		{"a socket's key", "unix:///s", "unix:///s?db=0 stats", false, "", "waiting since 09:41:07 "},
		{"another server's key", "redis://h:6391", "redis://h:63911/0 stats:web1", false, "", "live "},
		{"a host", "redis://h:6391", "web1//var/log/app.log", true, "", "waiting since 09:41:07 "},
		{"a path", "redis://h:6391", "web1//var/log/app.log", false, "", "live "},
		{"something else", "redis://h:6391", "redis://h:6391/0 x", false, "a.log", "live "},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFeeder(t, 0)
			f.send(source.Batch{Source: c.on, Notices: []source.Notice{{State: source.StateLive, Text: "there"}}})
			f.lines(c.on, "x")
			if c.more != "" {
				f.lines(c.more, "x")
			}
			f.send(source.Batch{Source: c.server, Notices: []source.Notice{{State: source.StateWaiting, Text: c.server + " is down"}}})
			m := newTestModel(f, plain, 80, 24)
			m.log.names.hosts = c.hosts
			rows := screen(m)
			if !strings.Contains(rows[0], " "+c.want) {
				t.Errorf("%q, want %q", rows[0], c.want)
			}
			if all := strings.Join(rows, "\n"); strings.Contains(all, c.server+": ") || !strings.Contains(all, "- "+c.server+" is down -") {
				t.Errorf("the server is named twice, or not at all:\n%s", all)
			}
		})
	}
}
