import "strings"

func ParseSettings(text string) map[string]string {
	settings := map[string]string{}
	for _, part := range strings.Split(text, ";") {
		name, value, found := strings.Cut(part, "=")
		name = strings.TrimSpace(name)
		if found && name != "" {
			settings[name] = strings.TrimSpace(value)
		}
	}
	return settings
}
