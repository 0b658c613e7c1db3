function secondLargest(values: number[]): number | null {
  const different = [...new Set(values)].sort((left, right) => right - left);
  return different.length > 1 ? different[1] : null;
}
