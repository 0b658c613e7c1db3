function movingAverage(values: number[], window: number): number[] {
  if (window < 1 || window > values.length) {
    return [];
  }
  let total = values.slice(0, window).reduce((sum, value) => sum + value, 0);
  const averages = [total / window];
  for (let index = window; index < values.length; index++) {
    total += values[index] - values[index - window];
    averages.push(total / window);
  }
  return averages;
}
