local function caesar_shift(text, shift)
  return (text:gsub("%a", function(letter)
    local base = letter:find("%l") and ("a"):byte() or ("A"):byte()
    return string.char((letter:byte() - base + shift) % 26 + base)
  end))
end
