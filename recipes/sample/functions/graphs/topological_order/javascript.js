function topologicalOrder(count, edges) {
  const waitingFor = new Array(count).fill(0);
  for (const [, after] of edges) {
    waitingFor[after] += 1;
  }
  const ready = new Set();
  waitingFor.forEach((number, task) => {
    if (number === 0) ready.add(task);
  });
  const order = [];
  while (ready.size > 0) {
    const task = Math.min(...ready);
    ready.delete(task);
    order.push(task);
    for (const [before, after] of edges) {
      if (before !== task) continue;
      waitingFor[after] -= 1;
      if (waitingFor[after] === 0) {
        ready.add(after);
      }
    }
  }
  return order.length === count ? order : null;
}
