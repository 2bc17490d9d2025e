package tail

import (
	"errors"

	"golang.org/x/sys/windows"
)

// exhausted reports whether err says that there are too many open files.
func exhausted(err error) bool { return errors.Is(err, windows.ERROR_TOO_MANY_OPEN_FILES) }
