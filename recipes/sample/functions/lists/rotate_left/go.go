func RotateLeft(values []int, steps int) []int {
	length := len(values)
	if length == 0 {
		return []int{}
	}
	offset := (steps%length + length) % length
	rotated := make([]int, 0, length)
	rotated = append(rotated, values[offset:]...)
	return append(rotated, values[:offset]...)
}
