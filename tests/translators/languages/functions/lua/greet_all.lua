local function greet_all(names, limit)
  for index = 1, math.min(limit, #names) do
    print("hello", names[index], 1234)
  end
  return limit
end
