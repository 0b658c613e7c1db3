local function first_not_below(numbers, limit)
  local low, high = 0, #numbers
  while low < high do
    local middle = (low + high) // 2
    if numbers[middle + 1] < limit then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end
