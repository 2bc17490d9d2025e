package tail

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
)

// rotatedOf lists what rotation has left beside path, compressed or not, the
// oldest first.
//
// Their last writes tell their age: a compressed file was born when it was
// compressed, a copy when it was copied, and both app.log.1 and app.log.9 may
// be the last. Files of the same second, as when all were copied from
// elsewhere, are sorted by their names.
func rotatedOf(path string) ([]sibling, error) {
	never := func(string, *os.File, stat) time.Time { return time.Time{} }
	found, err := around(path, never, os.ReadDir, isRelic)
	for range maxLooks { // a file that is renamed while the folder is listed may not be in the list
		before := found
		if found, err = around(path, never, os.ReadDir, isRelic); err != nil || slices.EqualFunc(before, found, func(a, b sibling) bool { return a.name == b.name && a.stat.id == b.stat.id }) {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b sibling) int {
		if c := a.stat.changed.Truncate(time.Second).Compare(b.stat.changed.Truncate(time.Second)); c != 0 {
			return c
		}
		return cmp.Compare(rank(b.name, path), rank(a.name, path))
	})
	return found, err
}

// isRelic reports whether name is what rotation calls a file named base,
// compressed or not: with a number, a date or .old. It is narrower than
// isSibling, which only says what is worth a look: what is followed is told by
// its birth, but here app.log.bak would show lines twice.
func isRelic(name, base string) bool {
	suffix, ok := appended(uncompressed(name), base)
	return ok && (suffix == ".old" || isCounted(suffix))
}

// isCounted reports whether suffix is a number or a date.
func isCounted(suffix string) bool {
	if len(suffix) < 2 || !strings.ContainsRune(".-_", rune(suffix[0])) || !unicode.IsDigit(rune(suffix[1])) {
		return false
	}
	return strings.Trim(suffix, "0123456789.-_:TZ") == ""
}

// relicsOf returns the older files to be shown before the one at the path, the
// oldest first. From now on they are none of the follower's other business.
func (f *follower) relicsOf(file *os.File, id identity) []relic {
	found, err := rotatedOf(f.path)
	if err != nil {
		f.report.say(fault, source.Notice{Severity: source.Warn, Text: "the rotated files are not shown: " + cause(err).Error()})
	}
	names := map[string]bool{}
	for _, s := range found {
		names[s.name] = true
	}
	var relics []relic
	strange := 0
	for _, s := range found {
		f.ignored[s.stat.id] = true
		known, _ := f.files.find(s.stat.id)
		half := isCompressed(s.name) && names[uncompressed(s.name)]
		if s.stat.id == id || known.owner != nil || half || s.stat.size == 0 {
			continue
		}
		if isCompressed(s.name) && !decodable(s.name) {
			strange++
			continue
		}
		relics = append(relics, relic{path: f.path, name: s.name, id: s.stat.id, size: s.stat.size, changed: s.stat.changed})
	}
	if strange > 0 {
		f.report.say(fault, source.Notice{
			Severity: source.Warn,
			Text:     fmt.Sprintf("%d rotated files are not shown: only gz, bz2, xz and zst can be decompressed", strange),
		})
	}
	return slices.DeleteFunc(relics, func(r relic) bool { return f.doubled(r, relics, file) })
}

// doubled reports whether a relic's text is in the file at the path, as between
// the two steps of copytruncate, or in a younger relic of the same size. Only
// lines with a time tell that: others may well have been written twice. But what
// is the very same as all of the file at the path is taken for its copy.
func (f *follower) doubled(r relic, relics []relic, file *os.File) bool {
	if isCompressed(r.name) {
		return false
	}
	old, _, err := r.find()
	if err != nil {
		return false
	}
	defer old.Close()
	if file != nil && (repeats(old, file, r) || isTwin(old, file)) {
		return true
	}
	for i := len(relics) - 1; i >= 0 && relics[i].id != r.id; i-- {
		if o := relics[i]; o.size == r.size && !isCompressed(o.name) {
			if younger, _, err := o.find(); err == nil {
				same := repeats(old, younger, r)
				_ = younger.Close() // only read from
				if same {
					return true
				}
			}
		}
	}
	return false
}

// isTwin reports whether two files have the very same content of up to maxTwin
// bytes.
func isTwin(f, g *os.File) bool {
	a, errA := lookIn(f)
	b, errB := lookIn(g)
	if errA != nil || errB != nil || a.size != b.size || a.size > maxTwin || !isCopy(f, g) {
		return false
	}
	first, second := make([]byte, scanChunk), make([]byte, scanChunk)
	for at := int64(0); at < a.size; at += scanChunk {
		one, err := readChunk(f, first, at, a.size)
		if err != nil {
			return false
		}
		two, err := readChunk(g, second, at, a.size)
		if err != nil || !bytes.Equal(one, two) {
			return false
		}
	}
	return true
}

// repeats reports whether all that is in f is in g too.
func repeats(f, g *os.File, r relic) bool {
	s, err := lookIn(g)
	if err != nil || s.size < r.size || !isCopy(f, g) {
		return false
	}
	m, err := markAt(f, r.size)
	if err != nil {
		return false
	}
	for text := range strings.Lines(string(m.last[:m.count])) {
		if _, ok := line.TimeOf([]byte(text), r.changed); ok {
			return true
		}
	}
	return false
}
