local n = io.read("n")
local values, sum = {}, 0.0
for i = 1, n do
  values[i] = io.read("n")
  sum = sum + values[i]
end
local mean, squares = sum / n, 0.0
for _, value in ipairs(values) do
  squares = squares + (value - mean) ^ 2
end
print(string.format("%.9f\n%.9f", mean, math.sqrt(squares / n)))
