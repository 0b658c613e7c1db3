local function run_length_decode(encoded)
  local pieces = {}
  for digits, character in encoded:gmatch("(%d*)(%D)") do
    pieces[#pieces + 1] = character:rep(tonumber(digits) or 1)
  end
  return table.concat(pieces)
end
