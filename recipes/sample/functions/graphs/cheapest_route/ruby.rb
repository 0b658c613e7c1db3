def cheapest_route(city_count, roads, start, goal)
  costs = Array.new(city_count)
  costs[start] = 0
  improved = true
  while improved
    improved = false
    roads.each do |origin, target, cost|
      next if costs[origin].nil?

      total = costs[origin] + cost
      next unless costs[target].nil? || total < costs[target]

      costs[target] = total
      improved = true
    end
  end
  costs[goal]
end
