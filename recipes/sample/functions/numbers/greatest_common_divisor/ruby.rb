def greatest_common_divisor(first, second)
  first, second = second, first % second until second.zero?
  first.abs
end
