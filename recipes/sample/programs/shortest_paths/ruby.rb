n, m = gets.split.map(&:to_i)
roads = Hash.new { |hash, town| hash[town] = [] }
m.times do
  a, b, d = gets.split.map(&:to_i)
  roads[a] << [b, d]
  roads[b] << [a, d]
end
distance = Array.new(n + 1, Float::INFINITY)
distance[1] = 0
left = (1..n).to_a
until left.empty?
  town = left.min_by { |other| distance[other] }
  break if distance[town].infinite?

  left.delete(town)
  roads[town].each { |other, d| distance[other] = [distance[other], distance[town] + d].min }
end
puts distance.drop(1).map { |length| length.infinite? ? -1 : length }.join(' ')
