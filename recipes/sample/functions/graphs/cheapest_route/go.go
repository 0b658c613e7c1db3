import "math"

func CheapestRoute(cityCount int, roads [][]int, start, goal int) (int, bool) {
	const unreachable = math.MaxInt
	costs := make([]int, cityCount)
	for city := range costs {
		costs[city] = unreachable
	}
	costs[start] = 0
	for improved := true; improved; {
		improved = false
		for _, road := range roads {
			origin, target, cost := road[0], road[1], road[2]
			if costs[origin] == unreachable {
				continue
			}
			if costs[origin]+cost < costs[target] {
				costs[target] = costs[origin] + cost
				improved = true
			}
		}
	}
	if costs[goal] == unreachable {
		return 0, false
	}
	return costs[goal], true
}
