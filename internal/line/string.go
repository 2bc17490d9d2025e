package line

// CleanString is Clean for a name or a message: text of one line that rtwatch
// did not write.
func CleanString(s string) string { return string(Clean(nil, []byte(s), CleanOptions{})) }
