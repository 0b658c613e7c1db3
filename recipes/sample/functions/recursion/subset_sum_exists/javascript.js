function subsetSumExists(numbers, target) {
  if (target === 0) {
    return true;
  }
  if (numbers.length === 0) {
    return false;
  }
  const [first, ...others] = numbers;
  return subsetSumExists(others, target - first) || subsetSumExists(others, target);
}
