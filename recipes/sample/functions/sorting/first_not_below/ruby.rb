def first_not_below(numbers, limit)
  low = 0
  high = numbers.length
  while low < high
    middle = (low + high) / 2
    if numbers[middle] < limit
      low = middle + 1
    else
      high = middle
    end
  end
  low
end
