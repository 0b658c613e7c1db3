local function spiral_order(matrix)
  local values = {}
  local top, bottom = 1, #matrix
  local left, right = 1, bottom > 0 and #matrix[1] or 0
  while top <= bottom and left <= right do
    for column = left, right do
      values[#values + 1] = matrix[top][column]
    end
    for row = top + 1, bottom do
      values[#values + 1] = matrix[row][right]
    end
    if top < bottom then
      for column = right - 1, left, -1 do
        values[#values + 1] = matrix[bottom][column]
      end
    end
    if left < right then
      for row = bottom - 1, top + 1, -1 do
        values[#values + 1] = matrix[row][left]
      end
    end
    top, bottom, left, right = top + 1, bottom - 1, left + 1, right - 1
  end
  return values
end
