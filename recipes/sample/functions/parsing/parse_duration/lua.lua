local function parse_duration(text)
  local seconds_per_unit = { d = 86400, h = 3600, m = 60, s = 1 }
  local total, digits = 0, ""
  for character in text:gmatch(".") do
    if character:find("%d") then
      digits = digits .. character
    elseif digits ~= "" and seconds_per_unit[character] then
      total = total + tonumber(digits) * seconds_per_unit[character]
      digits = ""
    else
      return nil
    end
  end
  if digits ~= "" or text == "" then
    return nil
  end
  return total
end
