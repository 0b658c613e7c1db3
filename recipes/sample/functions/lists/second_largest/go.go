func SecondLargest(values []int) (int, bool) {
	var largest, runnerUp int
	seen := 0
	for _, value := range values {
		switch {
		case seen == 0:
			largest, seen = value, 1
		case value > largest:
			largest, runnerUp, seen = value, largest, 2
		case value < largest && (seen == 1 || value > runnerUp):
			runnerUp, seen = value, 2
		}
	}
	return runnerUp, seen == 2
}
