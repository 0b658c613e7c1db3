function mergeTotals(first, second) {
  const merged = { ...first };
  for (const [name, amount] of Object.entries(second)) {
    merged[name] = (merged[name] ?? 0) + amount;
  }
  return Object.fromEntries(Object.entries(merged).filter(([, total]) => total !== 0));
}
