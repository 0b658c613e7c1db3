local function are_anagrams(first, second)
  local counts = {}
  for character in first:lower():gmatch("[^ ]") do
    counts[character] = (counts[character] or 0) + 1
  end
  for character in second:lower():gmatch("[^ ]") do
    if not counts[character] then
      return false
    end
    counts[character] = counts[character] > 1 and counts[character] - 1 or nil
  end
  return next(counts) == nil
end
