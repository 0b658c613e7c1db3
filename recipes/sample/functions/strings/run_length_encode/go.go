import (
	"fmt"
	"strings"
)

func RunLengthEncode(text string) string {
	var encoded strings.Builder
	start := 0
	for end := 1; end <= len(text); end++ {
		if end == len(text) || text[end] != text[start] {
			fmt.Fprintf(&encoded, "%d%c", end-start, text[start])
			start = end
		}
	}
	return encoded.String()
}
