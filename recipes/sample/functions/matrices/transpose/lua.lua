local function transpose(matrix)
  local result = {}
  for i, row in ipairs(matrix) do
    for j, value in ipairs(row) do
      result[j] = result[j] or {}
      result[j][i] = value
    end
  end
  return result
end
