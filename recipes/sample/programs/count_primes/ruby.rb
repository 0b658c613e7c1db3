n = $stdin.read.to_i
crossed = Array.new(n + 1, false)
primes = (2..n).select do |number|
  next if crossed[number]

  (number * number).step(n, number) { |multiple| crossed[multiple] = true }
  true
end
puts "#{primes.length} #{primes.last || 'none'}"
