local function primes_below(limit)
  local composite = {}
  local primes = {}
  for number = 2, limit - 1 do
    if not composite[number] then
      primes[#primes + 1] = number
      for multiple = number * number, limit - 1, number do
        composite[multiple] = true
      end
    end
  end
  return primes
end
