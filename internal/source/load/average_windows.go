package load

import (
	"context"
	"errors"
)

// average is nothing that Windows counts.
func average(context.Context) (float64, error) { return 0, errors.ErrUnsupported }
