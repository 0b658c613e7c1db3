func CountHops(links map[string][]string, start, goal string) int {
	hops := map[string]int{start: 0}
	queue := []string{start}
	for len(queue) > 0 {
		page := queue[0]
		queue = queue[1:]
		if page == goal {
			return hops[page]
		}
		for _, neighbour := range links[page] {
			if _, seen := hops[neighbour]; !seen {
				hops[neighbour] = hops[page] + 1
				queue = append(queue, neighbour)
			}
		}
	}
	return -1
}
