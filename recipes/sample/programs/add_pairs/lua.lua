local n = io.read("n")
local total = 0
for _ = 1, n do
  local a, b = io.read("n", "n")
  print(a + b)
  total = total + a + b
end
print(total)
