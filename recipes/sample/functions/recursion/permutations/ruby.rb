def permutations(values)
  return [[]] if values.empty?

  values.each_index.flat_map do |index|
    others = values[0...index] + values[(index + 1)..]
    permutations(others).map { |order| [values[index], *order] }
  end
end
