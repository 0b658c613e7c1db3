local function count_components(count, edges)
  local parent = {}
  for node = 0, count - 1 do
    parent[node] = node
  end

  local function root_of(node)
    while parent[node] ~= node do
      parent[node] = parent[parent[node]]
      node = parent[node]
    end
    return node
  end

  local components = count
  for _, edge in ipairs(edges) do
    local root_a, root_b = root_of(edge[1]), root_of(edge[2])
    if root_a ~= root_b then
      parent[root_a] = root_b
      components = components - 1
    end
  end
  return components
end
