local function kth_smallest(numbers, k)
  local items = { table.unpack(numbers) }
  local low, high = 1, #items
  while low < high do
    local pivot = items[(low + high) // 2]
    local i, j = low, high
    while i <= j do
      while items[i] < pivot do
        i = i + 1
      end
      while items[j] > pivot do
        j = j - 1
      end
      if i <= j then
        items[i], items[j] = items[j], items[i]
        i, j = i + 1, j - 1
      end
    end
    if k <= j then
      high = j
    elseif k >= i then
      low = i
    else
      break
    end
  end
  return items[k]
end
