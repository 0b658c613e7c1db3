local function prime_factors(number)
  local factors = {}
  local divisor = 2
  while divisor * divisor <= number do
    while number % divisor == 0 do
      factors[#factors + 1] = divisor
      number = number // divisor
    end
    divisor = divisor + 1
  end
  if number > 1 then
    factors[#factors + 1] = number
  end
  return factors
end
