local OPERATIONS = {
  ["+"] = function(left, right) return left + right end,
  ["-"] = function(left, right) return left - right end,
  ["*"] = function(left, right) return left * right end,
}

local function evaluate_postfix(expression)
  local stack = {}
  for part in (expression .. " "):gmatch("(.-) ") do
    local operation = OPERATIONS[part]
    if operation then
      if #stack < 2 then
        return nil
      end
      local right = table.remove(stack)
      local left = table.remove(stack)
      stack[#stack + 1] = operation(left, right)
    elseif part:find("^-?%d+$") then
      stack[#stack + 1] = tonumber(part)
    else
      return nil
    end
  end
  return #stack == 1 and stack[1] or nil
end
