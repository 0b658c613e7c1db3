function multiplyMatrices(left, right) {
  if (left.length === 0 || right.length === 0 || left[0].length !== right.length) {
    return null;
  }
  return left.map((row) =>
    right[0].map((_, column) => row.reduce((sum, value, k) => sum + value * right[k][column], 0)),
  );
}
