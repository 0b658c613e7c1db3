function maxSubarraySum(values) {
  let best = 0;
  let current = 0;
  for (const value of values) {
    current = Math.max(0, current + value);
    best = Math.max(best, current);
  }
  return best;
}
