def transpose(matrix)
  columns = matrix.empty? ? 0 : matrix.first.length
  Array.new(columns) do |column|
    matrix.map { |row| row[column] }
  end
end
