def merge_sort(numbers)
  return numbers.dup if numbers.length < 2

  middle = numbers.length / 2
  left = merge_sort(numbers[0...middle])
  right = merge_sort(numbers[middle..])
  merged = []
  until left.empty? || right.empty?
    merged << (left.first <= right.first ? left.shift : right.shift)
  end
  merged + left + right
end
