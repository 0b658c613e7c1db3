local function second_largest(values)
  local largest, runner_up
  for _, value in ipairs(values) do
    if not largest or value > largest then
      largest, runner_up = value, largest
    elseif value ~= largest and (not runner_up or value > runner_up) then
      runner_up = value
    end
  end
  return runner_up
end
