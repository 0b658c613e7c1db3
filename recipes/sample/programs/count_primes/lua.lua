local n = tonumber(io.read("a"))
local crossed = {}
local count, last = 0, "none"
for number = 2, n do
  if not crossed[number] then
    count, last = count + 1, number
    for multiple = number * number, n, number do
      crossed[multiple] = true
    end
  end
end
io.write(count, " ", last, "\n")
