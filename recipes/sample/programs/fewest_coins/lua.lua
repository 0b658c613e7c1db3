local amount, n = io.read("n", "n")
local fewest = { [0] = 0 }
for _ = 1, n do
  local coin = io.read("n")
  for part = coin, amount do
    local before = fewest[part - coin]
    if before and (not fewest[part] or before + 1 < fewest[part]) then
      fewest[part] = before + 1
    end
  end
end
print(fewest[amount] or -1)
