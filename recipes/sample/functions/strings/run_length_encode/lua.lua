local function run_length_encode(text)
  local parts = {}
  local start = 1
  for finish = 2, #text + 1 do
    local character = text:sub(start, start)
    if text:sub(finish, finish) ~= character then
      parts[#parts + 1] = (finish - start) .. character
      start = finish
    end
  end
  return table.concat(parts)
end
