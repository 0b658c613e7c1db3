def insertion_sort(numbers)
  result = numbers.dup
  (1...result.length).each do |last|
    current = result[last]
    hole = last
    while hole.positive? && result[hole - 1] > current
      result[hole] = result[hole - 1]
      hole -= 1
    end
    result[hole] = current
  end
  result
end
