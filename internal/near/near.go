// Package near finds the name that was meant by one that does not exist. It is
// pure, and knows nothing of what the names are for.
package near

import "slices"

// maxLength is the longest name that is compared, in runes: names are short, and
// the work grows with its square.
const maxLength = 64

// Name returns the one of names that word was most likely meant to be: with the
// fewest letters to change, add, drop or swap, and not more than a third of
// them; "" if there is none. Of several the first counts.
func Name(word string, names []string) string {
	best, least := "", (len([]rune(word))+1)/3
	for _, name := range names {
		if d := distance([]rune(word), []rune(name)); d <= least && (best == "" || d < least) {
			best, least = name, d
		}
	}
	return best
}

// DidYouMean returns "; did you mean X?" for the Name of word, or "".
func DidYouMean(word string, names []string) string {
	if name := Name(word, names); name != "" {
		return "; did you mean " + name + "?"
	}
	return ""
}

// distance is that of Damerau and Levenshtein, neighbours swapped once at most.
func distance(a, b []rune) int {
	if len(a) > maxLength || len(b) > maxLength {
		return maxLength
	}
	var older, before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		older, before, row = before, row, slices.Repeat([]int{i + 1}, len(b)+1)
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(before[j+1]+1, row[j]+1, before[j]+cost)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
