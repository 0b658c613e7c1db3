pub fn cheapest_route(
    city_count: usize,
    roads: &[Vec<i64>],
    start: usize,
    goal: usize,
) -> Option<i64> {
    let mut costs: Vec<Option<i64>> = vec![None; city_count];
    costs[start] = Some(0);
    let mut improved = true;
    while improved {
        improved = false;
        for road in roads {
            let (origin, target, cost) = (road[0] as usize, road[1] as usize, road[2]);
            let Some(so_far) = costs[origin] else {
                continue;
            };
            if costs[target].map_or(true, |known| so_far + cost < known) {
                costs[target] = Some(so_far + cost);
                improved = true;
            }
        }
    }
    costs[goal]
}
