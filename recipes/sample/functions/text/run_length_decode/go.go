import (
	"strconv"
	"strings"
)

func RunLengthDecode(encoded string) string {
	var decoded strings.Builder
	digits := ""
	for _, character := range encoded {
		if character >= '0' && character <= '9' {
			digits += string(character)
			continue
		}
		times := 1
		if digits != "" {
			times, _ = strconv.Atoi(digits)
		}
		decoded.WriteString(strings.Repeat(string(character), times))
		digits = ""
	}
	return decoded.String()
}
