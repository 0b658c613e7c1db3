def primes_below(limit)
  is_prime = Array.new([limit, 0].max, true)
  (2...limit).select do |number|
    next unless is_prime[number]

    (number * number).step(limit - 1, number) { |multiple| is_prime[multiple] = false }
    true
  end
end
