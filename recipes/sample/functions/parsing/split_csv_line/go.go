import "strings"

func SplitCsvLine(line string) []string {
	fields := []string{}
	var field strings.Builder
	quoted := false
	for position := 0; position < len(line); position++ {
		character := line[position]
		switch {
		case quoted && strings.HasPrefix(line[position:], `""`):
			field.WriteByte('"')
			position++
		case character == '"':
			quoted = !quoted
		case character == ',' && !quoted:
			fields = append(fields, field.String())
			field.Reset()
		default:
			field.WriteByte(character)
		}
	}
	return append(fields, field.String())
}
