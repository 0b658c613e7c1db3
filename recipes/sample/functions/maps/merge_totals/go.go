func MergeTotals(first, second map[string]int) map[string]int {
	merged := make(map[string]int, len(first)+len(second))
	for name, amount := range first {
		merged[name] = amount
	}
	for name, amount := range second {
		merged[name] += amount
	}
	for name, total := range merged {
		if total == 0 {
			delete(merged, name)
		}
	}
	return merged
}
