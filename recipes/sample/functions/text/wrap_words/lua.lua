local function wrap_words(text, width)
  local lines = {}
  local current = ""
  for word in text:gmatch("%S+") do
    if current ~= "" and #current + 1 + #word > width then
      lines[#lines + 1] = current
      current = word
    elseif current ~= "" then
      current = current .. " " .. word
    else
      current = word
    end
  end
  if current ~= "" then
    lines[#lines + 1] = current
  end
  return lines
end
