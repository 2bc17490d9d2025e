//go:build unix

package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// savedAs saves to a path and returns what is said in the end.
func savedAs(t *testing.T, m *model, path string) string {
	t.Helper()
	if err := m.save(path); err != nil {
		return err.Error()
	}
	for _, msg := range messages(m.taken()) {
		m.Update(msg)
	}
	if m.saving != nil {
		t.Fatal("it is still being saved")
	}
	return m.said
}

// messages runs commands and returns their messages.
func messages(cmd tea.Cmd) []tea.Msg {
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		var all []tea.Msg
		for _, c := range msg {
			all = append(all, messages(c)...)
		}
		return all
	default:
		return []tea.Msg{msg}
	}
}

// What is saved is what grep finds.
func TestSaveEqualsGrep(t *testing.T) {
	grep, err := exec.LookPath("grep")
	if err != nil {
		t.Skip("needs grep")
	}
	f := newFeeder(t, 0)
	var all bytes.Buffer
	for i := range 200 {
		var b bytes.Buffer
		for k := range 1000 {
			n := i*1000 + k
			fmt.Fprintf(&b, "line %d \x1b[31mcolour\x1b[m %s\r\n", n, []string{"even", "odd \xff"}[n%2])
		}
		all.Write(b.Bytes())
		f.text("a.log", b.String(), false)
	}
	dir := t.TempDir()
	log := filepath.Join(dir, "a.log")
	if err := os.WriteFile(log, all.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	m := newTestModel(f, dark, 80, 24)
	settle(m)
	press(m, "&", "o", "d", "d", "enter")
	path := filepath.Join(dir, "out.log")
	if said := savedAs(t, m, path); said != "saved 100 000 lines" {
		t.Fatalf("said %q", said)
	}
	want, err := exec.Command(grep, "-a", "odd", log).Output()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("saved %d bytes (%v), grep finds %d", len(got), err, len(want))
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v (%v), want 0600", info.Mode(), err)
	}
	press(m, "esc") // filters off
	if said := savedAs(t, m, filepath.Join(dir, "all.log")); said != "saved 200 000 lines" {
		t.Errorf("said %q", said)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "all.log")); err != nil || !bytes.Equal(got, all.Bytes()) {
		t.Errorf("saved %d bytes (%v), want all %d", len(got), err, all.Len())
	}
}

func TestSaveJSON(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", `time=2026-11-22T09:41:08Z level=error msg=failed`, `  at main.go:1`)
	f.lines("b.log", `{"level":"warn","n":1}`)
	m := newTestModel(f, dark, 80, 24)
	settle(m)
	path := filepath.Join(t.TempDir(), "out.jsonl")
	if said := savedAs(t, m, path); said != "saved 3 lines" {
		t.Fatalf("said %q", said)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for text := range bytes.Lines(data) {
		var r struct {
			Time                time.Time
			Level, Source, Text string
			Offset              int
			Fields              map[string]any
		}
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintln(r.Time.Format("05"), r.Level, r.Source, r.Offset, r.Fields, r.Text))
	}
	want := []string{
		"08 error a.log 0 map[level:error msg:failed time:2026-11-22T09:41:08Z] time=2026-11-22T09:41:08Z level=error msg=failed\n",
		"08 error a.log 49 map[]   at main.go:1\n",
		`07 warn b.log 0 map[level:warn n:1] {"level":"warn","n":1}` + "\n",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// Nothing that is there is lost, and nothing half is left.
func TestSaveRefused(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "new")
	m := newTestModel(f, dark, 80, 24)
	settle(m)
	dir := t.TempDir()
	old := filepath.Join(dir, "old")
	if err := os.WriteFile(old, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	link := filepath.Join(dir, "link")
	if err := os.Symlink(old, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, said string }{
		{"", "want the name of a file to save to"},
		{" ! ", "want the name of a file to save to"},
		{old, fmt.Sprintf("%q is there already: save !%s writes over it", old, old)},
		{dir, fmt.Sprintf("not saved: %q is no file to write over", dir)},
		{"!" + link, fmt.Sprintf("not saved: %q is no file to write over", link)},
		{"! /dev/null", `not saved: "/dev/null" is no file to write over`},
		{filepath.Join(dir, "no", "x"), "not saved: no such file or directory"},
		{filepath.Join(dir, strings.Repeat("x", 300)), "not saved: file name too long"},
		{filepath.Join(dir, "no") + "/../x", "not saved: no such file or directory"},
		{"~", fmt.Sprintf("not saved: %q is no file to write over", home)},
	} {
		if said := savedAs(t, m, c.path); said != c.said {
			t.Errorf("%q: said %q, want %q", c.path, said, c.said)
		}
	}
	// One that comes while it is being written is not lost either.
	s := &saving{}
	from := filepath.Join(dir, "from")
	if err := os.WriteFile(from, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.place(from, old); !errors.Is(err, fs.ErrExist) {
		t.Errorf("place: %v, want %v", err, fs.ErrExist)
	}
	_ = os.Remove(from)
	if got, _ := os.ReadFile(old); string(got) != "old" {
		t.Fatalf("the file is %q now", got)
	}
	if said := savedAs(t, m, "! "+old); said != "saved 1 line" {
		t.Errorf("said %q", said)
	}
	if got, _ := os.ReadFile(old); string(got) != "new\n" {
		t.Errorf("the file is %q now", got)
	}
	all, err := os.ReadDir(dir)
	if err != nil || len(all) != 2 {
		t.Errorf("%v (%v) are there, want old and link", all, err)
	}
}

// esc stops saving, and so does the end of the program.
func TestSaveStops(t *testing.T) {
	for _, way := range []string{"esc", "close"} {
		t.Run(way, func(t *testing.T) {
			f := newFeeder(t, 0)
			f.count(1, 10_000)
			m := newTestModel(f, dark, 80, 24)
			settle(m)
			dir := t.TempDir()
			in, on := make(chan bool), make(chan bool)
			first := true
			m.dirty = func() {}
			if err := m.save(filepath.Join(dir, "out")); err != nil {
				t.Fatal(err)
			}
			m.saving.tell = func() {
				if first {
					first = false
					in <- true
					<-on
				}
			}
			stop := m.saving.stop
			m.saving.stop = sync.OnceFunc(func() { stop(); close(on) })
			ended := make(chan []tea.Msg, 1)
			cmd := m.taken()
			go func() { ended <- messages(cmd) }()
			<-in
			if text := strings.Join(screen(m), "\n"); !strings.Contains(text, "saving, 4 096 lines, esc stops") {
				t.Errorf("progress is not told:\n%s", text)
			}
			if err := m.save("other"); err == nil {
				t.Error("two files are saved at once")
			}
			if way == "esc" {
				m.escape()
			} else {
				m.saving.close()
			}
			for _, msg := range <-ended {
				m.Update(msg)
			}
			if m.said != "not saved" {
				t.Errorf("said %q", m.said)
			}
			if all, err := os.ReadDir(dir); err != nil || len(all) > 0 {
				t.Errorf("%v (%v) is left", all, err)
			}
		})
	}
}

// S asks for a name, which is there already.
func TestSaveOnScreen(t *testing.T) {
	t.Chdir(t.TempDir())
	r := newRig(t)
	r.count(1, 1000)
	r.run()
	r.untilText("line 1000")
	r.keys("S")
	r.untilText(":save rtwatch-20")
	r.keys("\r")
	r.untilText("saved 1 000 lines")
	names, err := filepath.Glob("rtwatch-20*.log")
	if err != nil || len(names) != 1 {
		t.Errorf("saved as %q (%v)", names, err)
	}
	r.keys("q")
	r.ends()
}
