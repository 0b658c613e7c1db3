local function moving_average(values, window)
  if window < 1 or window > #values then
    return {}
  end
  local total = 0
  for index = 1, window do
    total = total + values[index]
  end
  local averages = { total / window }
  for index = window + 1, #values do
    total = total + values[index] - values[index - window]
    averages[#averages + 1] = total / window
  end
  return averages
end
