def subset_sum_exists(numbers, target)
  return true if target.zero?
  return false if numbers.empty?

  first, *others = numbers
  subset_sum_exists(others, target - first) || subset_sum_exists(others, target)
end
