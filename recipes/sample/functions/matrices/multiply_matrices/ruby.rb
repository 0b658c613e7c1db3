def multiply_matrices(left, right)
  return nil if left.empty? || right.empty? || left.first.length != right.length

  columns = right.transpose
  left.map do |row|
    columns.map { |column| row.zip(column).sum { |a, b| a * b } }
  end
end
