local function permutations(values)
  if #values == 0 then
    return { {} }
  end
  local orders = {}
  for index, value in ipairs(values) do
    local others = { table.unpack(values) }
    table.remove(others, index)
    for _, order in ipairs(permutations(others)) do
      orders[#orders + 1] = { value, table.unpack(order) }
    end
  end
  return orders
end
