local function count_hops(links, start, goal)
  local hops = { [start] = 0 }
  local queue = { start }
  for _, page in ipairs(queue) do
    if page == goal then
      return hops[page]
    end
    for _, neighbour in ipairs(links[page] or {}) do
      if not hops[neighbour] then
        hops[neighbour] = hops[page] + 1
        queue[#queue + 1] = neighbour
      end
    end
  end
  return -1
end
