local function group_by_initial(words)
  local groups = {}
  for _, word in ipairs(words) do
    if word ~= "" then
      local initial = word:sub(1, 1):lower()
      groups[initial] = groups[initial] or {}
      table.insert(groups[initial], word)
    end
  end
  return groups
end
