n = gets.to_i
total = 0
n.times do
  a, b = gets.split.map(&:to_i)
  puts a + b
  total += a + b
end
puts total
