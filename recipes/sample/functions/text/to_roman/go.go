import "strings"

func ToRoman(number int) string {
	if number < 1 || number > 3999 {
		return ""
	}
	numerals := []struct {
		value   int
		letters string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"},
		{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"},
		{10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	}
	var roman strings.Builder
	for _, numeral := range numerals {
		roman.WriteString(strings.Repeat(numeral.letters, number/numeral.value))
		number %= numeral.value
	}
	return roman.String()
}
