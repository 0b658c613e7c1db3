local pairs_of = { [")"] = "(", ["]"] = "[", ["}"] = "{" }

local function is_balanced(text)
  local opened = {}
  for character in text:gmatch("%S") do
    local opening = pairs_of[character]
    if not opening then
      table.insert(opened, character)
    elseif table.remove(opened) ~= opening then
      return false
    end
  end
  return #opened == 0
end

local n = tonumber(io.read())
for _ = 1, n do
  print(is_balanced(io.read() or "") and "YES" or "NO")
end
