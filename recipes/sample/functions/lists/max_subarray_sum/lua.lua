local function max_subarray_sum(values)
  local best, current = 0, 0
  for _, value in ipairs(values) do
    current = math.max(0, current + value)
    best = math.max(best, current)
  end
  return best
end
