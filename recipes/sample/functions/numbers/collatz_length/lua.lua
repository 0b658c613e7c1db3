local function collatz_length(start)
  local steps, number = 0, start
  while number > 1 do
    number = number % 2 == 0 and number // 2 or 3 * number + 1
    steps = steps + 1
  end
  return steps
end
