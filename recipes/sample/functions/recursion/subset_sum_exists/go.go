func SubsetSumExists(numbers []int, target int) bool {
	if target == 0 {
		return true
	}
	if len(numbers) == 0 {
		return false
	}
	others := numbers[1:]
	return SubsetSumExists(others, target-numbers[0]) || SubsetSumExists(others, target)
}
