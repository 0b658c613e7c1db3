func Determinant(matrix [][]int) int {
	size := len(matrix)
	if size == 0 {
		return 1
	}
	rows := make([][]int, size)
	for i, row := range matrix {
		rows[i] = append([]int{}, row...)
	}
	sign, previous := 1, 1
	for k := 0; k < size-1; k++ {
		pivot := k
		for pivot < size && rows[pivot][k] == 0 {
			pivot++
		}
		if pivot == size {
			return 0
		}
		if pivot != k {
			rows[k], rows[pivot] = rows[pivot], rows[k]
			sign = -sign
		}
		for i := k + 1; i < size; i++ {
			for j := k + 1; j < size; j++ {
				rows[i][j] = (rows[i][j]*rows[k][k] - rows[i][k]*rows[k][j]) / previous
			}
		}
		previous = rows[k][k]
	}
	return sign * rows[size-1][size-1]
}
