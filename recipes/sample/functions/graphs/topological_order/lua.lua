local function topological_order(count, edges)
  local waiting_for = {}
  for task = 0, count - 1 do
    waiting_for[task] = 0
  end
  for _, edge in ipairs(edges) do
    waiting_for[edge[2]] = waiting_for[edge[2]] + 1
  end

  local function next_ready()
    for task = 0, count - 1 do
      if waiting_for[task] == 0 then
        return task
      end
    end
  end

  local order = {}
  local task = next_ready()
  while task do
    order[#order + 1] = task
    waiting_for[task] = nil
    for _, edge in ipairs(edges) do
      if edge[1] == task and waiting_for[edge[2]] then
        waiting_for[edge[2]] = waiting_for[edge[2]] - 1
      end
    end
    task = next_ready()
  end
  return #order == count and order or nil
end
