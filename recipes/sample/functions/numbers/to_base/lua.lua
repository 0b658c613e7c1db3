local function to_base(number, base)
  local digits = "0123456789abcdef"
  if number == 0 then
    return "0"
  end
  local rest = math.abs(number)
  local written = ""
  while rest > 0 do
    local digit = rest % base + 1
    written = digits:sub(digit, digit) .. written
    rest = rest // base
  end
  return number < 0 and "-" .. written or written
end
