func MultiplyMatrices(left, right [][]int) ([][]int, bool) {
	if len(left) == 0 || len(right) == 0 || len(left[0]) != len(right) {
		return nil, false
	}
	product := make([][]int, len(left))
	for i, row := range left {
		product[i] = make([]int, len(right[0]))
		for j := range product[i] {
			for k, value := range row {
				product[i][j] += value * right[k][j]
			}
		}
	}
	return product, true
}
