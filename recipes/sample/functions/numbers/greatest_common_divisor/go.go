func GreatestCommonDivisor(first, second int) int {
	for second != 0 {
		first, second = second, first%second
	}
	if first < 0 {
		return -first
	}
	return first
}
