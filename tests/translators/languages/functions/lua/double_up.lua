local function double_up(number)
  return number * number
end
