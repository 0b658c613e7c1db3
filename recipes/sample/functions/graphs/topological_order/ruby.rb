def topological_order(count, edges)
  waiting_for = Array.new(count, 0)
  edges.each { |_before, after| waiting_for[after] += 1 }
  ready = (0...count).select { |task| waiting_for[task].zero? }
  order = []
  until ready.empty?
    task = ready.min
    ready.delete(task)
    order << task
    edges.each do |before, after|
      next unless before == task

      waiting_for[after] -= 1
      ready << after if waiting_for[after].zero?
    end
  end
  order if order.length == count
end
