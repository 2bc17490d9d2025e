package highlight

const (
	// maxLine is how much of a line is looked at, in bytes: more than the
	// largest screen shows of one. Behind it nothing has a colour.
	maxLine = 16 << 10

	// maxMatches is how often one rule is applied in a line.
	maxMatches = 256

	// maxPattern is the longest pattern of a rule, in bytes: one that is longer
	// is a mistake, and slow.
	maxPattern = 4 << 10

	// maxParameters is how many parameters of a colour sequence are read: clean
	// text has no more.
	maxParameters = 16

	// minHex is the shortest run of hexadecimal digits that is taken for an id,
	// if it has letters and digits: a shortened hash has eight.
	minHex = 8

	// maxAddress is the longest text of an IPv6 address (RFC 4291, 2.2): eight
	// groups, the last two as an IPv4 address.
	maxAddress = 45

	// maxEmail is how much of an address stands before its @ (RFC 5321,
	// 4.5.3.1.1), in bytes.
	maxEmail = 64
)
