func FirstNotBelow(numbers []int, limit int) int {
	low, high := 0, len(numbers)
	for low < high {
		middle := low + (high-low)/2
		if numbers[middle] < limit {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}
