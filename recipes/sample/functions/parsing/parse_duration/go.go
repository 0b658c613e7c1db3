func ParseDuration(text string) (int, bool) {
	secondsPerUnit := map[rune]int{'d': 86400, 'h': 3600, 'm': 60, 's': 1}
	total, amount, hasDigits := 0, 0, false
	for _, character := range text {
		if character >= '0' && character <= '9' {
			amount = 10*amount + int(character-'0')
			hasDigits = true
			continue
		}
		seconds, isUnit := secondsPerUnit[character]
		if !isUnit || !hasDigits {
			return 0, false
		}
		total += amount * seconds
		amount, hasDigits = 0, false
	}
	return total, text != "" && !hasDigits
}
