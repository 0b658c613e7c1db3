amount, = gets.split.map(&:to_i)
coins = gets.split.map(&:to_i)
fewest = [0] + [Float::INFINITY] * amount
coins.each do |coin|
  coin.upto(amount) { |part| fewest[part] = [fewest[part], fewest[part - coin] + 1].min }
end
puts fewest[amount].finite? ? fewest[amount].to_i : -1
