local n = io.read("n")
local values, best, longest = {}, {}, 0
for i = 1, n do
  values[i] = io.read("n")
  best[i] = 1
  for j = 1, i - 1 do
    if values[j] < values[i] then
      best[i] = math.max(best[i], best[j] + 1)
    end
  end
  longest = math.max(longest, best[i])
end
print(longest)
