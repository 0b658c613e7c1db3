func MaxSubarraySum(values []int) int {
	best, current := 0, 0
	for _, value := range values {
		current += value
		if current < 0 {
			current = 0
		}
		if current > best {
			best = current
		}
	}
	return best
}
