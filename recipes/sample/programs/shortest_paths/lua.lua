local n, m = io.read("n", "n")
local roads = {}
for town = 1, n do
  roads[town] = {}
end
for _ = 1, m do
  local a, b, d = io.read("n", "n", "n")
  table.insert(roads[a], { b, d })
  table.insert(roads[b], { a, d })
end
local distance, done = { 0 }, {}
while true do
  local town
  for other = 1, n do
    if distance[other] and not done[other] and (not town or distance[other] < distance[town]) then
      town = other
    end
  end
  if not town then
    break
  end
  done[town] = true
  for _, road in ipairs(roads[town]) do
    local length = distance[town] + road[2]
    if not distance[road[1]] or length < distance[road[1]] then
      distance[road[1]] = length
    end
  end
end
local line = {}
for town = 1, n do
  line[town] = distance[town] or -1
end
print(table.concat(line, " "))
