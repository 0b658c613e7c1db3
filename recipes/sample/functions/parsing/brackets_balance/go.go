func BracketsBalance(text string) bool {
	opening := map[rune]rune{')': '(', ']': '[', '}': '{'}
	opened := []rune{}
	for _, character := range text {
		switch character {
		case '(', '[', '{':
			opened = append(opened, character)
		case ')', ']', '}':
			last := len(opened) - 1
			if last < 0 || opened[last] != opening[character] {
				return false
			}
			opened = opened[:last]
		}
	}
	return len(opened) == 0
}
