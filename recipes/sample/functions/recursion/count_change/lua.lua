local function count_change(amount, coins)
  if amount == 0 then
    return 1
  end
  if amount < 0 or #coins == 0 then
    return 0
  end
  local with_first = count_change(amount - coins[1], coins)
  local without_first = count_change(amount, { table.unpack(coins, 2) })
  return with_first + without_first
end
