local function insertion_sort(numbers)
  local result = { table.unpack(numbers) }
  for last = 2, #result do
    local current = result[last]
    local hole = last
    while hole > 1 and result[hole - 1] > current do
      result[hole] = result[hole - 1]
      hole = hole - 1
    end
    result[hole] = current
  end
  return result
end
