local function chunk_list(values, size)
  local chunks = {}
  if size < 1 then
    return chunks
  end
  for start = 1, #values, size do
    chunks[#chunks + 1] = table.move(values, start, math.min(start + size - 1, #values), 1, {})
  end
  return chunks
end
