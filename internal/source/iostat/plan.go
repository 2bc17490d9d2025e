package iostat

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// version is sysstat's, zero for any other iostat.
type version [3]int

// versionOf finds the version in what iostat -V prints.
func versionOf(text string) (v version) {
	m := regexp.MustCompile(`sysstat version (\d{1,4})\.(\d{1,4})\.?(\d{0,4})`).FindStringSubmatch(text)
	if m == nil {
		return v
	}
	for i := range v {
		v[i], _ = strconv.Atoi(m[i+1]) // at worst an empty third part: 0
	}
	return v
}

func (v version) sysstat() bool { return v != version{} }

// hasJSON reports whether iostat can skip the report since boot in JSON without
// breaking it (sysstat issues 163 and 222).
func (v version) hasJSON() bool { return slices.Compare(v[:], []int{12, 1, 5}) >= 0 }

func (v version) String() string {
	return strconv.Itoa(v[0]) + "." + strconv.Itoa(v[1]) + "." + strconv.Itoa(v[2])
}

// plan is how to call iostat, and what will come of it.
type plan struct {
	args      []string
	sinceBoot bool // the first report is the average since boot
}

// planFor decides on the arguments. own are the user's.
func planFor(goos string, v version, own []string, interval time.Duration) plan {
	seconds := strconv.Itoa(max(1, int((interval+time.Second-1)/time.Second)))
	wait := []string{seconds}
	if !v.sysstat() && goos != "linux" { // on Linux it is busybox, which is like sysstat
		wait = []string{"-w", seconds}
	}
	switch {
	case len(own) > 0:
		args := slices.Clone(own)
		if !hasInterval(wait, own) {
			args = append(args, wait...)
		}
		return plan{args, !v.sysstat() || !hasFlag(own, 'y')}
	case v.hasJSON():
		return plan{append([]string{"-y", "-xdc", "-t", "-o", "JSON"}, wait...), false}
	case v.sysstat():
		return plan{append([]string{"-y", "-xdc"}, wait...), false}
	case goos == "freebsd":
		return plan{append([]string{"-x", "-C"}, wait...), true}
	default:
		return plan{wait, true}
	}
}

// hasInterval reports whether args say how often to report: with -w as the BSDs
// have it, or a number of its own.
func hasInterval(wait, args []string) bool {
	if len(wait) == 2 {
		return hasFlag(args, 'w')
	}
	return slices.ContainsFunc(args, func(arg string) bool {
		n, err := strconv.Atoi(arg)
		return err == nil && n > 0
	})
}

// hasFlag looks for a letter in the short flags of args, such as y in -xy.
func hasFlag(args []string, letter byte) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return len(arg) > 1 && arg[0] == '-' && arg[1] != '-' && strings.IndexByte(arg, letter) > 0
	})
}

// environ is base with all that changes iostat's output set to what the
// parsers know best: English, ISO times, no colours, kilobytes.
func environ(base []string) []string {
	env := slices.DeleteFunc(slices.Clone(base), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return name == "POSIXLY_CORRECT"
	})
	return append(env, "LC_ALL=C", "S_TIME_FORMAT=ISO", "S_COLORS=never")
}
