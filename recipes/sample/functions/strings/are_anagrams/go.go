import "strings"

func AreAnagrams(first, second string) bool {
	counts := map[rune]int{}
	for _, letter := range strings.ToLower(strings.ReplaceAll(first, " ", "")) {
		counts[letter]++
	}
	for _, letter := range strings.ToLower(strings.ReplaceAll(second, " ", "")) {
		counts[letter]--
	}
	for _, count := range counts {
		if count != 0 {
			return false
		}
	}
	return true
}
