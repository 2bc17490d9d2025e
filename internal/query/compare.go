package query

// compare is an operator between two values.
type compare uint8

const (
	equal compare = iota
	notEqual
	less
	atMost
	more
	atLeast
	like // a regular expression
)

// operators are the operators as they are written, longer ones first.
var operators = [...]struct {
	text string
	is   compare
}{
	{"!=", notEqual}, {"<=", atMost}, {">=", atLeast}, {"=", equal}, {"<", less}, {">", more}, {"~", like},
}

// holds reports whether a value that compares to another as order tells, as
// cmp.Compare does, is what c asks for.
func (c compare) holds(order int) bool {
	switch c {
	case equal:
		return order == 0
	case notEqual:
		return order != 0
	case less:
		return order < 0
	case atMost:
		return order <= 0
	case more:
		return order > 0
	case atLeast:
		return order >= 0
	}
	return false
}
