def kth_smallest(numbers, k)
  items = numbers.dup
  low = 0
  high = items.length - 1
  while low < high
    pivot = items[(low + high) / 2]
    i = low
    j = high
    while i <= j
      i += 1 while items[i] < pivot
      j -= 1 while items[j] > pivot
      next if i > j

      items[i], items[j] = items[j], items[i]
      i += 1
      j -= 1
    end
    if k - 1 <= j
      high = j
    elsif k - 1 >= i
      low = i
    else
      break
    end
  end
  items[k - 1]
end
