local lines, words, longest = 0, 0, "-"
for line in io.lines() do
  lines = lines + 1
  for word in line:gmatch("%S+") do
    if words == 0 or #word > #longest then
      longest = word
    end
    words = words + 1
  end
end
print(lines .. " " .. words .. " " .. longest)
