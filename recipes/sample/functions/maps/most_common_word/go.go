func MostCommonWord(words []string) string {
	counts := make(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	best := ""
	for word, count := range counts {
		leader := counts[best]
		if count > leader || (count == leader && word < best) {
			best = word
		}
	}
	return best
}
