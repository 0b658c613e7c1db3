local function multiply_matrices(left, right)
  if #left == 0 or #right == 0 or #left[1] ~= #right then
    return nil
  end
  local product = {}
  for i, row in ipairs(left) do
    product[i] = {}
    for column = 1, #right[1] do
      local sum = 0
      for k, value in ipairs(row) do
        sum = sum + value * right[k][column]
      end
      product[i][column] = sum
    end
  end
  return product
end
