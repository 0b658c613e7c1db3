local rows, columns = io.read("n", "n", "l")
local grid = {}
for y = 1, rows do
  grid[y] = {}
  local line = io.read("l")
  for x = 1, columns do
    grid[y][x] = line:sub(x, x)
  end
end

local function fill(y, x)
  if not grid[y] or grid[y][x] ~= "#" then
    return 0
  end
  grid[y][x] = "."
  return 1 + fill(y - 1, x) + fill(y + 1, x) + fill(y, x - 1) + fill(y, x + 1)
end

local regions, largest = 0, 0
for y = 1, rows do
  for x = 1, columns do
    local size = fill(y, x)
    if size > 0 then
      regions = regions + 1
    end
    largest = math.max(largest, size)
  end
end
print(regions .. " " .. largest)
