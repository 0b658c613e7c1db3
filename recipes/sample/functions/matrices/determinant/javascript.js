function determinant(matrix) {
  const rows = matrix.map((row) => [...row]);
  const size = rows.length;
  let sign = 1;
  let previous = 1;
  for (let k = 0; k < size - 1; k++) {
    const pivot = rows.findIndex((row, i) => i >= k && row[k] !== 0);
    if (pivot === -1) {
      return 0;
    }
    if (pivot !== k) {
      [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
      sign = -sign;
    }
    for (let i = k + 1; i < size; i++) {
      for (let j = k + 1; j < size; j++) {
        rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous;
      }
    }
    previous = rows[k][k];
  }
  return size > 0 ? sign * rows[size - 1][size - 1] : 1;
}
