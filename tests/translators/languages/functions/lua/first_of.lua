local function first_of(lists, key)
  return (lists[key] or {})[1]
end
