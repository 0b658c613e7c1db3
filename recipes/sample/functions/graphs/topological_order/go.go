func TopologicalOrder(count int, edges [][]int) ([]int, bool) {
	waitingFor := make([]int, count)
	for _, edge := range edges {
		waitingFor[edge[1]]++
	}
	ready := make([]bool, count)
	for task := range ready {
		ready[task] = waitingFor[task] == 0
	}
	order := make([]int, 0, count)
	for {
		task := 0
		for task < count && !ready[task] {
			task++
		}
		if task == count {
			return order, len(order) == count
		}
		ready[task] = false
		order = append(order, task)
		for _, edge := range edges {
			before, after := edge[0], edge[1]
			if before == task {
				waitingFor[after]--
				ready[after] = waitingFor[after] == 0
			}
		}
	}
}
