import "strings"

func CaesarShift(text string, shift int) string {
	shift = (shift%26 + 26) % 26
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return (r-'a'+rune(shift))%26 + 'a'
		case r >= 'A' && r <= 'Z':
			return (r-'A'+rune(shift))%26 + 'A'
		default:
			return r
		}
	}, text)
}
