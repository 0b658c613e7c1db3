local function count_spans_with_sum(numbers, target)
  local seen = { [0] = 1 }
  local total, spans = 0, 0
  for _, number in ipairs(numbers) do
    total = total + number
    spans = spans + (seen[total - target] or 0)
    seen[total] = (seen[total] or 0) + 1
  end
  return spans
end
