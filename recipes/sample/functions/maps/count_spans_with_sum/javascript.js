function countSpansWithSum(numbers, target) {
  const seen = new Map([[0, 1]]);
  let total = 0;
  let spans = 0;
  for (const number of numbers) {
    total += number;
    spans += seen.get(total - target) ?? 0;
    seen.set(total, (seen.get(total) ?? 0) + 1);
  }
  return spans;
}
