local function merge_sort(numbers)
  if #numbers < 2 then
    return { table.unpack(numbers) }
  end
  local middle = #numbers // 2
  local left = merge_sort({ table.unpack(numbers, 1, middle) })
  local right = merge_sort({ table.unpack(numbers, middle + 1) })
  local merged = {}
  local i, j = 1, 1
  while i <= #left and j <= #right do
    if left[i] <= right[j] then
      merged[#merged + 1] = left[i]
      i = i + 1
    else
      merged[#merged + 1] = right[j]
      j = j + 1
    end
  end
  table.move(left, i, #left, #merged + 1, merged)
  return table.move(right, j, #right, #merged + 1, merged)
end
