func SpiralOrder(matrix [][]int) []int {
	values := []int{}
	if len(matrix) == 0 {
		return values
	}
	top, bottom := 0, len(matrix)-1
	left, right := 0, len(matrix[0])-1
	for top <= bottom && left <= right {
		values = append(values, matrix[top][left:right+1]...)
		for row := top + 1; row <= bottom; row++ {
			values = append(values, matrix[row][right])
		}
		if top < bottom {
			for column := right - 1; column >= left; column-- {
				values = append(values, matrix[bottom][column])
			}
		}
		if left < right {
			for row := bottom - 1; row > top; row-- {
				values = append(values, matrix[row][left])
			}
		}
		top++
		bottom--
		left++
		right--
	}
	return values
}
