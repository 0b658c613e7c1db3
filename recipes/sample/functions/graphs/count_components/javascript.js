function countComponents(count, edges) {
  const parent = Array.from({ length: count }, (_, node) => node);

  const rootOf = (node) => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  };

  let components = count;
  for (const [a, b] of edges) {
    const rootA = rootOf(a);
    const rootB = rootOf(b);
    if (rootA !== rootB) {
      parent[rootA] = rootB;
      components -= 1;
    }
  }
  return components;
}
