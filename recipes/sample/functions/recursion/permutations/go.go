func Permutations(values []int) [][]int {
	if len(values) == 0 {
		return [][]int{{}}
	}
	orders := [][]int{}
	for index, value := range values {
		others := append([]int{}, values[:index]...)
		others = append(others, values[index+1:]...)
		for _, order := range Permutations(others) {
			orders = append(orders, append([]int{value}, order...))
		}
	}
	return orders
}
