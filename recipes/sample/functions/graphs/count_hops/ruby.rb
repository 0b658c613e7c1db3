def count_hops(links, start, goal)
  hops = { start => 0 }
  queue = [start]
  until queue.empty?
    page = queue.shift
    return hops[page] if page == goal

    links.fetch(page, []).each do |neighbour|
      next if hops.key?(neighbour)

      hops[neighbour] = hops[page] + 1
      queue << neighbour
    end
  end
  -1
end
