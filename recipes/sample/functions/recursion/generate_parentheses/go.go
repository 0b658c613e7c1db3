func GenerateParentheses(pairs int) []string {
	arrangements := []string{}
	var extend func(prefix string, opened, closed int)
	extend = func(prefix string, opened, closed int) {
		if closed == pairs {
			arrangements = append(arrangements, prefix)
			return
		}
		if opened < pairs {
			extend(prefix+"(", opened+1, closed)
		}
		if closed < opened {
			extend(prefix+")", opened, closed+1)
		}
	}
	extend("", 0, 0)
	return arrangements
}
