function insertionSort(numbers) {
  const result = [...numbers];
  for (let end = 1; end < result.length; end++) {
    const current = result[end];
    let hole = end;
    while (hole > 0 && result[hole - 1] > current) {
      result[hole] = result[hole - 1];
      hole--;
    }
    result[hole] = current;
  }
  return result;
}
