local function most_common_word(words)
  local counts = {}
  for _, word in ipairs(words) do
    counts[word] = (counts[word] or 0) + 1
  end
  local best = ""
  for word, count in pairs(counts) do
    local leader = counts[best] or 0
    if count > leader or (count == leader and word < best) then
      best = word
    end
  end
  return best
end
