func CountComponents(count int, edges [][]int) int {
	parent := make([]int, count)
	for node := range parent {
		parent[node] = node
	}
	rootOf := func(node int) int {
		for parent[node] != node {
			parent[node] = parent[parent[node]]
			node = parent[node]
		}
		return node
	}

	components := count
	for _, edge := range edges {
		rootA, rootB := rootOf(edge[0]), rootOf(edge[1])
		if rootA != rootB {
			parent[rootA] = rootB
			components--
		}
	}
	return components
}
