function cheapestRoute(cityCount, roads, start, goal) {
  const costs = new Array(cityCount).fill(Infinity);
  costs[start] = 0;
  let improved = true;
  while (improved) {
    improved = false;
    for (const [origin, target, cost] of roads) {
      if (costs[origin] + cost < costs[target]) {
        costs[target] = costs[origin] + cost;
        improved = true;
      }
    }
  }
  return costs[goal] === Infinity ? null : costs[goal];
}
