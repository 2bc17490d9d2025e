package query

import (
	"cmp"
	"strconv"
)

// number is a value with a unit. Its amount is in seconds, bytes or parts of
// one where it has a dimension.
type number struct {
	written   float64 // without the unit
	amount    float64
	dimension dimension
}

type dimension uint8

const (
	bare dimension = iota
	duration
	size
	share
)

// unit returns what a unit that numbers in logs have stands for; factor is 0 if
// it is none. m is a minute, as in Go's durations, and M a million bytes.
func unit(name string) (factor float64, d dimension) {
	switch name {
	case "":
		return 1, bare
	case "ns":
		return 1e-9, duration
	case "us", "µs", "μs":
		return 1e-6, duration
	case "ms":
		return 1e-3, duration
	case "s", "sec":
		return 1, duration
	case "m", "min":
		return 60, duration
	case "h":
		return 3600, duration
	case "d":
		return 24 * 3600, duration
	case "B", "b":
		return 1, size
	case "k", "K", "kB", "KB", "kb":
		return 1e3, size
	case "M", "MB", "mb":
		return 1e6, size
	case "G", "GB", "gb":
		return 1e9, size
	case "T", "TB", "tb":
		return 1e12, size
	case "KiB", "Ki":
		return 1 << 10, size
	case "MiB", "Mi":
		return 1 << 20, size
	case "GiB", "Gi":
		return 1 << 30, size
	case "TiB", "Ti":
		return 1 << 40, size
	case "%":
		return 0.01, share
	}
	return 0, bare
}

// parseNumber reads a number and its unit: 250, -1.5e3, 250ms, 4KiB, 12%, or a
// duration of several units, 1h30m.
func parseNumber(text string) (n number, ok bool) {
	value, rest, ok := leadingFloat(text)
	if !ok {
		return number{}, false
	}
	n.written = value
	if len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:] // 12.5 MB
	}
	for first := true; ; first = false {
		name := 0
		for name < len(rest) && !isDigit(rest[name]) {
			name++
		}
		factor, d := unit(rest[:name])
		if factor == 0 || !first && d != duration {
			return number{}, false
		}
		part := value * factor
		if !first && text[0] == '-' {
			part = -part
		}
		n.amount += part
		n.dimension = d
		if rest = rest[name:]; rest == "" {
			return n, true
		}
		if d != duration {
			return number{}, false
		}
		if value, rest, ok = leadingFloat(rest); !ok || rest == "" {
			return number{}, false
		}
	}
}

// leadingFloat reads the decimal number at the begin of text.
func leadingFloat(text string) (value float64, rest string, ok bool) {
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		i++
	}
	digits := i
	for i < len(text) && (isDigit(text[i]) || text[i] == '.') {
		i++
	}
	if i == digits {
		return 0, "", false
	}
	if i+1 < len(text) && text[i]|0x20 == 'e' {
		k := i + 1
		if text[k] == '-' || text[k] == '+' {
			k++
		}
		if k < len(text) && isDigit(text[k]) {
			for k < len(text) && isDigit(text[k]) {
				k++
			}
			i = k
		}
	}
	value, err := strconv.ParseFloat(text[:i], 64)
	return value, text[i:], err == nil
}

func isDigit(c byte) bool { return c-'0' < 10 }

// order compares two numbers as cmp.Compare does. One without a unit counts
// bytes if the other does, else it is in the other's unit. ok is false where
// the units are of different things.
func (n number) order(other number) (order int, ok bool) {
	switch {
	case n.dimension == other.dimension,
		n.dimension == bare && other.dimension == size,
		n.dimension == size && other.dimension == bare:
		return cmp.Compare(n.amount, other.amount), true
	case n.dimension == bare || other.dimension == bare:
		return cmp.Compare(n.written, other.written), true
	}
	return 0, false
}
