local function power_mod(base, exponent, modulus)
  local result = 1 % modulus
  base = base % modulus
  while exponent > 0 do
    if exponent % 2 == 1 then
      result = result * base % modulus
    end
    base = base * base % modulus
    exponent = exponent // 2
  end
  return result
end

for _ = 1, io.read("n") do
  local base, exponent, modulus = io.read("n", "n", "n")
  print(power_mod(base, exponent, modulus))
end
