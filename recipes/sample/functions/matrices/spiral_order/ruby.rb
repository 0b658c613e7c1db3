def spiral_order(matrix)
  return [] if matrix.empty?

  values = []
  top = 0
  bottom = matrix.length - 1
  left = 0
  right = matrix.first.length - 1
  while top <= bottom && left <= right
    left.upto(right) { |column| values << matrix[top][column] }
    (top + 1).upto(bottom) { |row| values << matrix[row][right] }
    (right - 1).downto(left) { |column| values << matrix[bottom][column] } if top < bottom
    (bottom - 1).downto(top + 1) { |row| values << matrix[row][left] } if left < right
    top += 1
    bottom -= 1
    left += 1
    right -= 1
  end
  values
end
