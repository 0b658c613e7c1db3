local function cheapest_route(city_count, roads, start, goal)
  local costs = { [start] = 0 }
  local improved = true
  while improved do
    improved = false
    for _, road in ipairs(roads) do
      local origin, target, cost = table.unpack(road)
      local so_far, known = costs[origin], costs[target]
      if so_far and (not known or so_far + cost < known) then
        costs[target] = so_far + cost
        improved = true
      end
    end
  end
  return costs[goal]
end
