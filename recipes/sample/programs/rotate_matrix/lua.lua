local rows, columns = io.read("n", "n")
local matrix = {}
for y = 1, rows do
  matrix[y] = {}
  for x = 1, columns do
    matrix[y][x] = io.read("n")
  end
end
for x = 1, columns do
  local line = {}
  for y = rows, 1, -1 do
    line[#line + 1] = matrix[y][x]
  end
  print(table.concat(line, " "))
end
