function countHops(links, start, goal) {
  const hops = new Map([[start, 0]]);
  const queue = [start];
  while (queue.length > 0) {
    const page = queue.shift();
    if (page === goal) {
      return hops.get(page);
    }
    for (const neighbour of links[page] ?? []) {
      if (!hops.has(neighbour)) {
        hops.set(neighbour, hops.get(page) + 1);
        queue.push(neighbour);
      }
    }
  }
  return -1;
}
