function greatestCommonDivisor(first, second) {
  [first, second] = [Math.abs(first), Math.abs(second)];
  while (second !== 0) {
    [first, second] = [second, first % second];
  }
  return first;
}
