gets.to_i.times do
  base, exponent, modulus = gets.split.map(&:to_i)
  puts base.pow(exponent, modulus)
end
