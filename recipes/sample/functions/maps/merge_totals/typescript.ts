function mergeTotals(first: Record<string, number>, second: Record<string, number>): Record<string, number> {
  const merged = { ...first };
  for (const [name, amount] of Object.entries(second)) {
    merged[name] = (merged[name] ?? 0) + amount;
  }
  return Object.fromEntries(Object.entries(merged).filter(([, total]) => total !== 0));
}
