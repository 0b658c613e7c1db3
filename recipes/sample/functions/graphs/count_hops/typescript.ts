function countHops(links: Record<string, string[]>, start: string, goal: string): number {
  const hops = new Map([[start, 0]]);
  const queue = [start];
  for (const page of queue) {
    const distance = hops.get(page)!;
    if (page === goal) {
      return distance;
    }
    for (const neighbour of links[page] ?? []) {
      if (!hops.has(neighbour)) {
        hops.set(neighbour, distance + 1);
        queue.push(neighbour);
      }
    }
  }
  return -1;
}
