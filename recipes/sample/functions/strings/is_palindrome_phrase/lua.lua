local function is_palindrome_phrase(phrase)
  local letters = phrase:lower():gsub("%W", "")
  return letters == letters:reverse()
end
