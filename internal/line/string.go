package line

// CleanString is Clean for a name or a message: text of one line that rtwatch
// did not write.
func CleanString(s string) string {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return string(Clean(nil, []byte(s), CleanOptions{}))
		}
	}
	return s // as most are
}
