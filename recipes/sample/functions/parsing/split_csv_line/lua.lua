local function split_csv_line(line)
  local fields = {}
  local field, quoted = "", false
  local position = 1
  while position <= #line do
    local character = line:sub(position, position)
    if quoted and line:sub(position, position + 1) == '""' then
      field = field .. '"'
      position = position + 1
    elseif character == '"' then
      quoted = not quoted
    elseif character == "," and not quoted then
      fields[#fields + 1] = field
      field = ""
    else
      field = field .. character
    end
    position = position + 1
  end
  fields[#fields + 1] = field
  return fields
end
