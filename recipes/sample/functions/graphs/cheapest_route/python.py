def cheapest_route(city_count: int, roads: list[list[int]], start: int, goal: int) -> int | None:
    """Cost of the cheapest way from one city to another, or None if the goal cannot be reached.

    Each road is [from, to, cost], leads one way and costs at least 0. All roads are tried again and again
    (Bellman and Ford) until none of them makes a city cheaper to reach.
    """
    costs: list[int | None] = [None] * city_count
    costs[start] = 0
    improved = True
    while improved:
        improved = False
        for origin, target, cost in roads:
            so_far = costs[origin]
            if so_far is None:
                continue
            known = costs[target]
            if known is None or so_far + cost < known:
                costs[target] = so_far + cost
                improved = True
    return costs[goal]
