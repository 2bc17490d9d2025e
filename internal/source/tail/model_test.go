package tail

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// model does to a real file what writers and rotators do, lets a follower look
// in between, and knows what the follower must have delivered in the end. A
// byte chooses each action, so that a fuzzer can drive it.
//
// Each write is a token, L<number>a, the second half of a line L<number>b.
// No token is ever written twice, so each that comes tells where it is from.
type model struct {
	t       *testing.T
	dir     string
	path    string
	f       *follower
	now     time.Time
	files   []*modelFile // all that are still written to; the last is at the path, if it is there
	there   bool
	born    int
	clock   time.Time
	births  map[identity]time.Time
	tokens  map[string]*token
	written []*token
	next    int
	drains  []int // where in text each drain began
	text    strings.Builder
	lost    bool // a notice said that lines were lost
	cut     bool // a notice said that a line is shown in two parts
	did     []string

	past   *source.Past
	blocks []modelBlock
}

// modelBlock is a block that is to be read again in the end.
type modelBlock struct {
	file *source.File
	at   int64
	data string
}

// modelFile is a file and its writer's descriptor.
type modelFile struct {
	*os.File
	generation int
	half       *token // the line that is not ended
	left       time.Time
	content    []*token // that is in it now
	cut        bool     // since the last look
}

// token is one write.
type token struct {
	name       string
	generation int
	half       bool // it, or the line's other half, was written by itself
	torn       bool // the file was cut between it and the line's end
	may        bool // it may be missing, if a notice says so
	silent     bool // it may be missing: nobody could have seen it
}

func newModel(t *testing.T, dir string) *model {
	m := &model{t: t, dir: dir, path: filepath.Join(dir, "app.log"), now: time.Now(), births: map[identity]time.Time{}, tokens: map[string]*token{}}
	m.f = newFollower(m.path, m.path, &registry{})
	// Time goes by in the model only: all happens within some ticks of the
	// real clock of files.
	m.f.clock = func() time.Time { m.clock = m.clock.Add(time.Second); return m.clock }
	m.f.born = func(_ string, _ *os.File, s stat) time.Time { return m.births[s.id] }
	return m
}

// play takes one action for each byte.
func (m *model) play(actions []byte) {
	m.look(-1)
	for _, a := range actions {
		m.act(a)
	}
	for range 8 { // the longest a line may wait for another, and the rotate wait
		m.pause(2 * time.Second)
		m.look(-1)
	}
	for _, w := range m.files {
		w.Close()
	}
	m.f.close()
}

// begin writes something before the first look, which is offered as the past.
func (m *model) begin(a byte) {
	for range a % 8 {
		m.write(m.atPath(), true)
	}
	if a&8 > 0 {
		m.write(m.atPath(), false)
	}
	if !m.there {
		m.create(m.path)
	}
	s, err := lookAt(m.path)
	m.must(err)
	m.f.unsettled, m.f.past, m.f.first = true, true, s.id
	m.did = append(m.did, fmt.Sprintf("begin %d", a))
}

// lookBack puts the past before all the rest, and reads each block again.
func (m *model) lookBack() error {
	if m.past == nil || len(m.past.Files) != 1 {
		return fmt.Errorf("the past is %+v", m.past)
	}
	f, from, to, err := m.past.Files[0].Open(m.t.Context())
	m.must(err)
	text, err := io.ReadAll(io.NewSectionReader(f, from, to-from))
	switch {
	case err == nil && int64(len(text)) < to-from:
		return fmt.Errorf("only %d of %d bytes of the past are there", len(text), to-from)
	case err != nil && !errors.Is(err, source.ErrRewritten):
		return err
	case err == nil:
		all := string(text) + m.text.String()
		m.text.Reset()
		m.text.WriteString(all)
	}
	m.must(f.Close())
	for _, b := range m.blocks {
		again := make([]byte, len(b.data))
		_, err := b.file.ReadAt(again, b.at)
		if !errors.Is(err, source.ErrRewritten) && (err != nil || string(again) != b.data) {
			return fmt.Errorf("%q has become %q, %w", b.data, again, err)
		}
		m.must(b.file.Close())
	}
	return nil
}

func (m *model) act(a byte) {
	n := int(a >> 4)
	var name string
	switch a & 15 {
	case 0, 1, 2:
		name = "write"
		for range n + 1 {
			m.write(m.atPath(), true)
		}
	case 3:
		name = "half"
		m.write(m.atPath(), false)
	case 4:
		name = "late"
		if len(m.files) > 0 {
			m.write(m.files[n%len(m.files)], n%3 > 0)
		}
	case 5:
		name = "rename"
		m.rename()
	case 6:
		name = "renames"
		for range n%4 + 2 {
			m.write(m.atPath(), true)
			m.rename()
		}
	case 7:
		name = "truncate"
		m.truncate(false)
	case 8:
		name = "regrow"
		m.truncate(false)
		for range 40 {
			m.write(m.atPath(), true)
		}
	case 9:
		name = "copytruncate"
		m.truncate(true)
	case 10:
		name = "delete"
		m.delete()
	case 11:
		name = "link"
		m.link()
	case 12:
		name = "pause"
		m.pause(time.Duration(n+1) * 150 * time.Millisecond)
		m.look(-1)
	case 13:
		name = "look, blocked"
		m.look(n % 3)
	default:
		name = "look"
		m.look(-1)
	}
	m.did = append(m.did, fmt.Sprintf("%s %d", name, n))
}

// atPath is the file at the path, made if there is none.
func (m *model) atPath() *modelFile {
	if !m.there {
		m.create(m.path)
	}
	return m.files[len(m.files)-1]
}

func (m *model) create(path string) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	m.must(err)
	m.bear(path)
	m.files = append(m.files, &modelFile{File: f, generation: m.born})
	m.there = true
}

// bear notes when a new file was made.
func (m *model) bear(path string) {
	s, err := lookAt(path)
	m.must(err)
	m.born++
	m.clock = m.clock.Add(time.Second)
	m.births[s.id] = m.clock
}

// write writes a line, or the half of one.
func (m *model) write(w *modelFile, whole bool) {
	k := &token{generation: w.generation, half: w.half != nil || !whole}
	if w.half != nil {
		k.name = strings.TrimSuffix(w.half.name, "a") + "b"
		k.torn = w.half.torn
		whole = true
	} else {
		m.next++
		k.name = fmt.Sprintf("L%da", m.next)
	}
	w.half = nil
	text := k.name
	if whole {
		text += "\n"
	} else {
		w.half = k
	}
	_, err := w.WriteString(text)
	m.must(err)
	m.tokens[k.name] = k
	m.written = append(m.written, k)
	w.content = append(w.content, k)
}

// rename rotates as logrotate does. The old writer stays about.
func (m *model) rename() {
	if !m.there || m.born > 20 {
		return
	}
	for i := m.born + 1; i > 0; i-- {
		from := fmt.Sprintf("%s.%d", m.path, i)
		if _, err := os.Lstat(from); err == nil {
			m.must(os.Rename(from, fmt.Sprintf("%s.%d", m.path, i+1)))
		}
	}
	if info, err := os.Lstat(m.path); err == nil && info.Mode()&os.ModeSymlink != 0 {
		m.look(-1) // a file that was only ever behind a link has no sibling's name
	}
	m.must(os.Rename(m.path, m.path+".1"))
	m.left()
}

// left notes that the file is no longer at the path.
func (m *model) left() {
	m.files[len(m.files)-1].left = m.now
	m.there = false
}

// truncate cuts the file at the path, with or without a copy kept.
func (m *model) truncate(keep bool) {
	if !m.there || m.born > 20 {
		return
	}
	w := m.files[len(m.files)-1]
	s, err := lookAt(m.path)
	m.must(err)
	if keep {
		data, err := os.ReadFile(m.path)
		m.must(err)
		name := fmt.Sprintf("%s-c%d", m.path, m.born)
		m.must(os.WriteFile(name, data, 0o600))
		m.bear(name)
	}
	m.must(w.Truncate(0))
	// What is cut off behind offset 0 leaves no trace: nothing of the file
	// was known before.
	g := m.f.holds(s.id)
	blind := g == nil || g.mark.offset == 0 || w.cut
	for _, k := range w.content {
		k.may = k.may || !keep
		k.silent = k.silent || blind
	}
	if w.half != nil {
		w.half.torn = true
	}
	w.content, w.cut = nil, true
	if after, err := os.Stat(m.path); err != nil || after.Size() != 0 {
		m.t.Fatal("the truncation did not happen")
	}
}

// delete removes the name; what was never looked at is gone with it.
func (m *model) delete() {
	if !m.there {
		return
	}
	s, err := lookAt(m.path)
	m.must(err)
	w := m.files[len(m.files)-1]
	if m.f.holds(s.id) == nil {
		m.unseen(w)
	}
	m.must(os.Remove(m.path))
	m.left()
}

// unseen gives up a file that the follower cannot know of, and its writer.
func (m *model) unseen(w *modelFile) {
	for _, k := range w.content {
		k.silent = true
	}
	w.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	m.must(err)
	w.File, w.generation = null, -1
}

// link makes the path a symbolic link to a new file, in one step.
func (m *model) link() {
	if m.born > 20 {
		return
	}
	if m.there {
		m.look(-1) // nobody can know of a target that was never looked at
		m.left()
	}
	target := filepath.Join(m.dir, fmt.Sprintf("target%d", m.born))
	m.create(target)
	m.must(os.Symlink(target, m.path+".tmp"))
	m.must(os.Rename(m.path+".tmp", m.path))
}

// pause lets time go by, and late writers give up before the rotate wait.
func (m *model) pause(d time.Duration) {
	m.now = m.now.Add(d)
	var rest []*modelFile
	for _, w := range m.files {
		if !w.left.IsZero() && m.now.Sub(w.left) > rotateWaitDefault-time.Second {
			w.Close()
			continue
		}
		rest = append(rest, w)
	}
	m.files = rest
}

// look lets the follower look and send so many batches; -1: all there are.
func (m *model) look(batches int) {
	m.f.look(m.now)
	for _, w := range m.files {
		w.cut = false
	}
	m.drains = append(m.drains, m.text.Len())
	for ; batches != 0; batches-- {
		b, ok := m.f.next(m.now)
		if !ok {
			return
		}
		if b.Past != nil {
			m.past = b.Past
		}
		if l := b.Lines; m.past != nil && l.File != nil && l.File.Hold() {
			m.blocks = append(m.blocks, modelBlock{l.File, l.Offset, string(l.Data)})
		}
		for _, n := range b.Notices {
			m.lost = m.lost || n.Lost == source.Unknown
			m.cut = m.cut || strings.Contains(n.Text, "two parts")
		}
		if text := m.text.String(); len(b.Lines.Data) > 0 && b.Lines.Head == 0 && text != "" && !strings.HasSuffix(text, "\n") {
			m.text.WriteByte('\n')
		}
		m.text.Write(b.Lines.Data)
	}
}

func (m *model) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// check compares what was delivered with what was written.
func (m *model) check() error {
	seen := map[string]bool{}
	last := map[int]int{} // generation: place in written
	place := map[string]int{}
	for i, k := range m.written {
		place[k.name] = i
	}
	pattern := regexp.MustCompile(`^(L\d+[ab])(L\d+b)?$`)
	for line := range strings.Lines(m.text.String()) {
		line = strings.TrimSuffix(line, "\n")
		parts := pattern.FindStringSubmatch(line)
		if parts == nil || parts[2] != "" && strings.TrimSuffix(parts[1], "a") != strings.TrimSuffix(parts[2], "b") {
			return fmt.Errorf("%q was never written", line)
		}
		first := m.tokens[parts[1]]
		if second, ok := m.tokens[strings.TrimSuffix(parts[1], "a")+"b"]; ok && parts[2] == "" && first != second && !second.torn && !second.may && !m.cut {
			return fmt.Errorf("%q and %q were torn apart", first.name, second.name)
		}
		for _, name := range parts[1:] {
			if name == "" {
				continue
			}
			k := m.tokens[name]
			if k == nil {
				return fmt.Errorf("%q was never written", name)
			}
			if seen[name] {
				return fmt.Errorf("%q was delivered twice", name)
			}
			seen[name] = true
			if k.silent || k.torn && parts[2] == "" {
				continue // what has no end waits until its file is retired
			}
			if at, ok := last[k.generation]; ok && place[name] < at {
				return fmt.Errorf("%q came behind %q", name, m.written[at].name)
			}
			last[k.generation] = place[name]
		}
	}
	for _, k := range m.written {
		switch {
		case seen[k.name] || k.silent || k.generation < 0:
		case !k.may:
			return fmt.Errorf("%q is missing", k.name)
		case !m.lost:
			return fmt.Errorf("%q is missing, and no notice says so", k.name)
		}
	}
	return nil
}
