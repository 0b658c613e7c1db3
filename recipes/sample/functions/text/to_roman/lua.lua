local NUMERALS = {
  { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" },
  { 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" },
  { 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" },
}

local function to_roman(number)
  if number < 1 or number > 3999 then
    return ""
  end
  local roman = ""
  for _, numeral in ipairs(NUMERALS) do
    local value, letters = table.unpack(numeral)
    roman = roman .. letters:rep(number // value)
    number = number % value
  end
  return roman
end
