local function strip(text)
  return text:match("^%s*(.-)%s*$")
end

local function parse_settings(text)
  local settings = {}
  for part in text:gmatch("[^;]+") do
    local name, value = part:match("^(.-)=(.*)$")
    if name and strip(name) ~= "" then
      settings[strip(name)] = strip(value)
    end
  end
  return settings
end
