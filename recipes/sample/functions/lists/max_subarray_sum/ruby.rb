def max_subarray_sum(values)
  best = current = 0
  values.each do |value|
    current = [0, current + value].max
    best = [best, current].max
  end
  best
end
