func LongestUniqueRun(text string) string {
	lastSeen := map[byte]int{}
	start, best := 0, ""
	for index := 0; index < len(text); index++ {
		if previous, seen := lastSeen[text[index]]; seen && previous >= start {
			start = previous + 1
		}
		lastSeen[text[index]] = index
		if index-start+1 > len(best) {
			best = text[start : index+1]
		}
	}
	return best
}
