package tail

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode"
)

// birth tells when a file was created: an open one, or, without one, that of a
// name.
type birth func(name string, f *os.File, s stat) time.Time

// sibling is a file beside a path that has a rotated file's name. It is not
// open: there may be more of them than descriptors.
type sibling struct {
	name  string
	stat  stat
	birth time.Time
}

// lister lists a folder, as os.ReadDir does.
type lister func(dir string) ([]os.DirEntry, error)

// listings are folders that were listed at the start: thousands of files of a
// folder look for their siblings then, all at once.
type listings struct {
	mu  sync.Mutex
	all map[string]listing
}

type listing struct {
	entries []os.DirEntry
	err     error
	at      time.Time
}

// list is os.ReadDir as of not more than listingAge ago.
func (l *listings) list(dir string) ([]os.DirEntry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	have, ok := l.all[dir]
	if now := time.Now(); !ok || now.Sub(have.at) > listingAge {
		have = listing{at: now}
		have.entries, have.err = os.ReadDir(dir)
		if l.all == nil {
			l.all = map[string]listing{}
		}
		l.all[dir] = have
	}
	return have.entries, have.err
}

// siblings lists the files beside path, and beside what it links to, that carry
// a rotated file's name, the oldest first. Those that vanish meanwhile are left
// out.
func siblings(path string, born birth, list lister) ([]sibling, error) {
	found, err := around(path, born, list, isSibling)
	slices.SortStableFunc(found, func(a, b sibling) int { return older(a.birth, b.birth, a.name, b.name, path) })
	return found, err
}

// around lists the files beside path, and beside what it links to, whose names
// are of a kind.
func around(path string, born birth, list lister, kind func(name, base string) bool) ([]sibling, error) {
	found, err := beside(path, born, list, kind)
	target, gone := filepath.EvalSymlinks(path)
	if err == nil && gone == nil && target != filepath.Clean(path) {
		var more []sibling
		more, err = beside(target, born, list, kind)
		found = append(found, more...)
	}
	return found, err
}

func beside(path string, born birth, list lister, kind func(name, base string) bool) ([]sibling, error) {
	dir, base := filepath.Split(path)
	entries, err := list(filepath.Clean(dir + "."))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil // nothing is beside a path whose folder is gone
	}
	if err != nil {
		return nil, err
	}
	// They are in order, and all that is looked for begins as base does: a folder
	// of thousands of files is not gone through for each of them.
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	first, _ := slices.BinarySearchFunc(entries, stem, func(e fs.DirEntry, s string) int { return cmp.Compare(e.Name(), s) })
	var found []sibling
	for _, e := range entries[first:] {
		if !strings.HasPrefix(e.Name(), stem) {
			break
		}
		if !e.Type().IsRegular() || !kind(e.Name(), base) {
			continue
		}
		name := dir + e.Name()
		if s, err := lookAt(name); err == nil {
			found = append(found, sibling{name, s, born(name, nil, s)})
		}
	}
	return found, nil
}

// openSibling opens the file of a name if it still is the one that was seen.
func openSibling(name string, id identity, born birth) (*generation, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	s, err := lookIn(f)
	if err == nil && s.id != id {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return newGeneration(f, name, s, born(name, f, s), mark{}, time.Time{}), nil
}

// inOrder sorts generations by age, the oldest first. Time stamps are coarse;
// among equals the name decides: what is at the path is the youngest, then
// app.log.1, then app.log.2; but a date grows with time.
func inOrder(gens []*generation, path string) {
	slices.SortStableFunc(gens, func(a, b *generation) int {
		return older(a.birth, b.birth, a.name, b.name, path)
	})
}

// older compares two files by age.
func older(a, b time.Time, aName, bName, path string) int {
	if c := a.Compare(b); c != 0 {
		return c
	}
	return cmp.Compare(rank(bName, path), rank(aName, path))
}

// rank is 0 for the path itself, and grows with the age that a sibling's name
// tells.
func rank(name, path string) int64 {
	if name == path {
		return 0
	}
	number, digits := int64(0), 0
	for _, r := range strings.TrimPrefix(filepath.Base(name), filepath.Base(path)) {
		if r >= '0' && r <= '9' && digits < 17 {
			number = number*10 + int64(r-'0')
			digits++
		}
	}
	if digits >= len("261122") {
		return math.MaxInt64 - number
	}
	return max(number, 1)
}

// isSibling reports whether name is what rotation may call a file named base:
// app.log.1, app.log-20261122, app.log.old, app-20261122.log, app.1.log; not
// app.log.err, nor anything compressed.
func isSibling(name, base string) bool {
	suffix, ok := appended(name, base)
	return ok && isRotated(suffix)
}

// isRotation is isSibling, compressed or not.
func isRotation(name, base string) bool { return isSibling(uncompressed(name), base) }

// uncompressed is the name that a file had before it was compressed.
func uncompressed(name string) string {
	if isCompressed(name) {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	return name
}

// appended is what name has more than base, at its end or before its extension.
func appended(name, base string) (suffix string, ok bool) {
	if suffix, ok = strings.CutPrefix(name, base); ok {
		return suffix, true
	}
	ext := filepath.Ext(base)
	suffix, ok = strings.CutPrefix(name, strings.TrimSuffix(base, ext))
	if !ok || ext == "" {
		return "", false
	}
	return strings.CutSuffix(suffix, ext)
}

// isRotated reports whether suffix is one that rotation appends.
func isRotated(suffix string) bool {
	if suffix == "~" {
		return true
	}
	if len(suffix) < 2 || !strings.ContainsRune(".-_", rune(suffix[0])) || isCompressed(suffix) {
		return false
	}
	switch suffix[1:] {
	case "old", "bak", "backup", "prev", "previous", "orig", "rotated", "save":
		return true
	}
	return strings.ContainsFunc(suffix, unicode.IsDigit)
}

// isCompressed reports whether a name is that of a compressed file.
func isCompressed(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".z", ".zip", ".7z", ".br":
		return true
	}
	return false
}

// isCopy reports whether f is a copy of the beginning of g's file, or the
// other way round: the last bytes they both must have are the same.
func isCopy(f, g *os.File) bool {
	a, errA := lookIn(f)
	b, errB := lookIn(g)
	common := min(a.size, b.size)
	if errA != nil || errB != nil || common == 0 {
		return false
	}
	m, err := markAt(f, common)
	if err != nil || !m.in(g) {
		return false
	}
	// A banner of more than a mark's size could still be all they share.
	var first, second [markSize]byte
	n, _ := f.ReadAt(first[:min(common, markSize)], 0)
	k, _ := g.ReadAt(second[:min(common, markSize)], 0)
	return n == k && bytes.Equal(first[:n], second[:k])
}
