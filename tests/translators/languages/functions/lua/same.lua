local function same(text)
  return text
end
