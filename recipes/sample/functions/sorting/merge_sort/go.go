func MergeSort(numbers []int) []int {
	if len(numbers) < 2 {
		return append([]int{}, numbers...)
	}
	middle := len(numbers) / 2
	left := MergeSort(numbers[:middle])
	right := MergeSort(numbers[middle:])
	merged := make([]int, 0, len(numbers))
	i, j := 0, 0
	for i < len(left) && j < len(right) {
		if left[i] <= right[j] {
			merged = append(merged, left[i])
			i++
		} else {
			merged = append(merged, right[j])
			j++
		}
	}
	merged = append(merged, left[i:]...)
	return append(merged, right[j:]...)
}
