local places = tonumber(io.read("l"))

local function shift(letter)
  local first = letter:lower() == letter and ("a"):byte() or ("A"):byte()
  return string.char((letter:byte() - first + places) % 26 + first)
end

for line in io.lines() do
  print((line:gsub("%a", shift)))
end
