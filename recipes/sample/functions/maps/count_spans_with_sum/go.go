func CountSpansWithSum(numbers []int, target int) int {
	seen := map[int]int{0: 1}
	total, spans := 0, 0
	for _, number := range numbers {
		total += number
		spans += seen[total-target]
		seen[total]++
	}
	return spans
}
