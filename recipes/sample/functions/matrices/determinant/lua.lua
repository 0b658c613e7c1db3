local function determinant(matrix)
  local rows = {}
  for i, row in ipairs(matrix) do
    rows[i] = table.move(row, 1, #row, 1, {})
  end
  local size, sign, previous = #rows, 1, 1
  for k = 1, size - 1 do
    local pivot = k
    while pivot <= size and rows[pivot][k] == 0 do
      pivot = pivot + 1
    end
    if pivot > size then
      return 0
    end
    if pivot ~= k then
      rows[k], rows[pivot] = rows[pivot], rows[k]
      sign = -sign
    end
    for i = k + 1, size do
      for j = k + 1, size do
        rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) // previous
      end
    end
    previous = rows[k][k]
  end
  return size > 0 and sign * rows[size][size] or 1
end
