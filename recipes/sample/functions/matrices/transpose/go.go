func Transpose(matrix [][]int) [][]int {
	if len(matrix) == 0 {
		return [][]int{}
	}
	result := make([][]int, len(matrix[0]))
	for j := range result {
		result[j] = make([]int, len(matrix))
		for i, row := range matrix {
			result[j][i] = row[j]
		}
	}
	return result
}
