func InsertionSort(numbers []int) []int {
	result := append([]int{}, numbers...)
	for end := 1; end < len(result); end++ {
		current := result[end]
		hole := end
		for hole > 0 && result[hole-1] > current {
			result[hole] = result[hole-1]
			hole--
		}
		result[hole] = current
	}
	return result
}
