function countChange(amount, coins) {
  if (amount === 0) {
    return 1;
  }
  if (amount < 0 || coins.length === 0) {
    return 0;
  }
  const [first, ...others] = coins;
  return countChange(amount - first, coins) + countChange(amount, others);
}
