package tail

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// files returns the paths that an argument stands for now: itself, a pattern's
// matches or a folder's log files; and how many it leaves out. Old says that
// it leaves out neither compressed nor rotated files.
func files(arg string, old bool) (paths []string, skipped int, err error) {
	switch info, err := os.Stat(arg); {
	case err == nil && info.IsDir():
		return inFolder(arg, old)
	case isPattern(arg):
		return matching(arg, old)
	default:
		return []string{arg}, 0, nil
	}
}

// inFolder returns a folder's log files: regular files, or links to such, that
// are neither hidden nor, unless old is set, compressed or rotated.
func inFolder(dir string, old bool) (paths []string, skipped int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		s, err := lookAt(path)
		switch {
		case err != nil || !s.mode.IsRegular():
		case isHidden(e.Name()) || !old && (isCompressed(e.Name()) || isOld(e.Name())):
			skipped++
		default:
			paths = append(paths, path)
		}
	}
	return paths, skipped, nil
}

// matching returns a pattern's matches as a shell would, without compressed
// files unless old is set.
func matching(pattern string, old bool) (paths []string, skipped int, err error) {
	// Glob finds what is wrong with a pattern only where it comes to use it.
	if _, err := filepath.Match(pattern, ""); err != nil {
		return nil, 0, fmt.Errorf(`bad pattern %q: close each "[", or write "\[" for the character`, pattern)
	}
	found, err := filepath.Glob(pattern)
	for _, path := range found {
		name := filepath.Base(path)
		s, err := lookAt(path)
		switch {
		case err != nil || s.mode.IsDir():
		case isHidden(name) && !isHidden(filepath.Base(pattern)):
		case isCompressed(name) && !old:
			skipped++
		default:
			paths = append(paths, path)
		}
	}
	return paths, skipped, err
}

// folder notices when files may have come to a folder or left it.
type folder struct {
	path    string
	changed time.Time
}

// stirred reports whether something may have changed since it was last asked,
// as of a time.
func (d *folder) stirred(at time.Time) bool {
	s, err := lookAt(d.path)
	if err != nil {
		return true
	}
	before := d.changed
	d.changed = s.changed
	return !before.Equal(s.changed) || at.Sub(s.changed) < stirredFor
}

// empty is the error about a pattern or folder without a file.
func empty(arg string, skipped int) error {
	if isPattern(arg) {
		return fmt.Errorf("%q matches no file: check the pattern, or name the file itself to wait for it", arg)
	}
	if skipped > 0 {
		return fmt.Errorf("no log file in %q, only %d hidden, rotated or compressed ones: name one of them to read it", arg, skipped)
	}
	return fmt.Errorf("no log file in %q: name a file in it to wait for it", arg)
}

// isHidden reports whether a shell's * would leave the name out.
func isHidden(name string) bool { return strings.HasPrefix(name, ".") }

// isOld reports whether a name by itself is that of a rotated file: app.log.1,
// app.log-20261122, app.log.old, app.log~. A date before the extension is no
// sign: many programs write to app-20261122.log.
func isOld(name string) bool {
	at := strings.LastIndexAny(name, ".-_")
	if at <= 0 {
		return strings.HasSuffix(name, "~")
	}
	suffix := name[at+1:]
	digits := strings.IndexFunc(suffix, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
	switch {
	case strings.HasSuffix(name, "~"), suffix == "old", suffix == "bak", suffix == "swp", suffix == "tmp":
		return true
	case name[at] == '.':
		return digits && len(suffix) > 0
	default: // behind an extension: app.log-20261122, app.log_2026-11-22
		return digits && strings.Contains(name[:at], ".")
	}
}

// suitable says why something that is there can never be followed.
func suitable(path string, s stat) error {
	switch {
	case s.mode&os.ModeSocket != 0:
		return fmt.Errorf("%q is a socket: nothing can be read from it", path)
	case s.mode&os.ModeCharDevice != 0 && endless(path):
		return fmt.Errorf("%q never ends: name a file", path)
	case s.mode&os.ModeDevice != 0 && s.mode&os.ModeCharDevice == 0:
		return fmt.Errorf("%q is a disk: name a file", path)
	case s.mode&os.ModeIrregular != 0:
		return fmt.Errorf("%q is not a file", path)
	}
	return nil
}

// endless reports whether a device gives bytes as fast as they are read.
func endless(path string) bool {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	switch filepath.Base(path) {
	case "zero", "full", "random", "urandom", "mem", "kmem", "port":
		return true
	}
	return false
}

// readable tries to open a regular file, for an error at the start.
func readable(path string) error {
	file, _, err := openRegular(path)
	if err != nil {
		return err
	}
	return file.Close()
}

// compressed reports whether a regular file is compressed, and what it is known
// by then.
func compressed(path string) (m mark, is bool) {
	file, s, err := openRegular(path)
	if err != nil {
		return mark{}, false
	}
	defer file.Close()
	if how, err := codecOf(file); err != nil || how == plain {
		return mark{}, false
	}
	m, err = markAt(file, s.size)
	return m, err == nil
}

// cause is err without the path that the caller names better, and without the
// name of a system call.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var s *os.SyscallError
	if errors.As(err, &s) {
		return s.Err
	}
	return err
}
