local function brackets_balance(text)
  local closing = { [")"] = "(", ["]"] = "[", ["}"] = "{" }
  local opened = {}
  for character in text:gmatch("[][(){}]") do
    local partner = closing[character]
    if not partner then
      opened[#opened + 1] = character
    elseif table.remove(opened) ~= partner then
      return false
    end
  end
  return #opened == 0
end
