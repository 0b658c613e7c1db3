import "strings"

func GroupByInitial(words []string) map[string][]string {
	groups := make(map[string][]string)
	for _, word := range words {
		if word == "" {
			continue
		}
		initial := strings.ToLower(word[:1])
		groups[initial] = append(groups[initial], word)
	}
	return groups
}
