def count_change(amount, coins)
  return 1 if amount.zero?
  return 0 if amount.negative? || coins.empty?

  first, *others = coins
  count_change(amount - first, coins) + count_change(amount, others)
end
