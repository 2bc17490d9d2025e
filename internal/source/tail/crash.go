package tail

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// trace is where a panic began, the innermost function first, in one line: the
// text of a notice is one. It is for the function that recovers, deferred by
// the one that panicked or by one of its callers.
func trace() string {
	var callers [crashCallers]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	var places []string
	panicked := false
	for more := true; more && len(places) < crashPlaces; {
		var f runtime.Frame
		f, more = frames.Next()
		own := !strings.HasPrefix(f.Function, "runtime.")
		panicked = panicked || f.Function == "runtime.gopanic"
		if panicked && own {
			name := f.Function[strings.LastIndexByte(f.Function, '/')+1:]
			places = append(places, fmt.Sprintf("%s %s:%d", name, filepath.Base(f.File), f.Line))
		}
	}
	return strings.Join(places, " < ")
}
