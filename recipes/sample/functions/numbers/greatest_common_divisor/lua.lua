local function greatest_common_divisor(first, second)
  first, second = math.abs(first), math.abs(second)
  while second ~= 0 do
    first, second = second, first % second
  end
  return first
end
