local function greet_all(names, limit)
  -- ... rest of the code
  for index = 1, math.min(limit, #names) do
    print("hello", names[index], 1234)
  end
  return limit
end
