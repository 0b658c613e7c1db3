local function longest_unique_run(text)
  local last_seen = {}
  local start, best = 1, ""
  for index = 1, #text do
    local character = text:sub(index, index)
    if (last_seen[character] or 0) >= start then
      start = last_seen[character] + 1
    end
    last_seen[character] = index
    if index - start + 1 > #best then
      best = text:sub(start, index)
    end
  end
  return best
end
