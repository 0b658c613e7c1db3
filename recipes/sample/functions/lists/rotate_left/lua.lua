local function rotate_left(values, steps)
  local rotated = {}
  local count = #values
  for index = 1, count do
    rotated[index] = values[(index - 1 + steps) % count + 1]
  end
  return rotated
end
