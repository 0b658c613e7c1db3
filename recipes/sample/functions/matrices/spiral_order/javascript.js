function spiralOrder(matrix) {
  if (matrix.length === 0) {
    return [];
  }
  const values = [];
  let top = 0;
  let bottom = matrix.length - 1;
  let left = 0;
  let right = matrix[0].length - 1;
  while (top <= bottom && left <= right) {
    for (let column = left; column <= right; column++) {
      values.push(matrix[top][column]);
    }
    for (let row = top + 1; row <= bottom; row++) {
      values.push(matrix[row][right]);
    }
    if (top < bottom) {
      for (let column = right - 1; column >= left; column--) {
        values.push(matrix[bottom][column]);
      }
    }
    if (left < right) {
      for (let row = bottom - 1; row > top; row--) {
        values.push(matrix[row][left]);
      }
    }
    top++;
    bottom--;
    left++;
    right--;
  }
  return values;
}
