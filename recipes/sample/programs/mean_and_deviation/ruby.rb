n = gets.to_i
values = gets.split.map(&:to_f)
mean = values.sum / n
puts mean
puts Math.sqrt(values.sum { |value| (value - mean)**2 } / n)
