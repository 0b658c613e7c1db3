local function subset_sum_exists(numbers, target)
  local function reachable(index, rest)
    if rest == 0 then
      return true
    end
    if index > #numbers then
      return false
    end
    return reachable(index + 1, rest - numbers[index]) or reachable(index + 1, rest)
  end

  return reachable(1, target)
end
