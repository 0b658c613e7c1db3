local function merge_totals(first, second)
  local merged = {}
  for name, amount in pairs(first) do
    merged[name] = amount
  end
  for name, amount in pairs(second) do
    merged[name] = (merged[name] or 0) + amount
  end
  for name, total in pairs(merged) do
    if total == 0 then
      merged[name] = nil
    end
  end
  return merged
end
