def chunk_list(values, size)
  return [] if size < 1

  values.each_slice(size).to_a
end
