import "unicode"

func IsPalindromePhrase(phrase string) bool {
	letters := []rune{}
	for _, character := range phrase {
		if unicode.IsLetter(character) || unicode.IsDigit(character) {
			letters = append(letters, unicode.ToLower(character))
		}
	}
	for left, right := 0, len(letters)-1; left < right; left, right = left+1, right-1 {
		if letters[left] != letters[right] {
			return false
		}
	}
	return true
}
