def determinant(matrix)
  return 1 if matrix.empty?

  rows = matrix.map(&:dup)
  size = rows.length
  sign = 1
  previous = 1
  (0...size - 1).each do |k|
    pivot = (k...size).find { |i| rows[i][k] != 0 }
    return 0 if pivot.nil?

    if pivot != k
      rows[k], rows[pivot] = rows[pivot], rows[k]
      sign = -sign
    end
    (k + 1...size).each do |i|
      (k + 1...size).each do |j|
        rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous
      end
    end
    previous = rows[k][k]
  end
  sign * rows[-1][-1]
end
