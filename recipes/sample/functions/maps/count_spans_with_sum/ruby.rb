def count_spans_with_sum(numbers, target)
  seen = Hash.new(0)
  seen[0] = 1
  total = 0
  spans = 0
  numbers.each do |number|
    total += number
    spans += seen[total - target]
    seen[total] += 1
  end
  spans
end
