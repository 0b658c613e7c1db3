func FirstOf(lists map[string][]float64, key string) (float64, bool) {
	if items := lists[key]; len(items) > 0 {
		return items[0], true
	}
	return 0, false
}
