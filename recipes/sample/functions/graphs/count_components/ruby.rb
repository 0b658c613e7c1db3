def count_components(count, edges)
  parent = (0...count).to_a
  root_of = lambda do |node|
    while parent[node] != node
      parent[node] = parent[parent[node]]
      node = parent[node]
    end
    node
  end

  edges.reduce(count) do |components, (a, b)|
    root_a = root_of.call(a)
    root_b = root_of.call(b)
    next components if root_a == root_b

    parent[root_a] = root_b
    components - 1
  end
end
