function kthSmallest(numbers, k) {
  const items = [...numbers];
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const pivot = items[Math.floor((low + high) / 2)];
    let i = low;
    let j = high;
    while (i <= j) {
      while (items[i] < pivot) i++;
      while (items[j] > pivot) j--;
      if (i <= j) {
        [items[i], items[j]] = [items[j], items[i]];
        i++;
        j--;
      }
    }
    if (k - 1 <= j) {
      high = j;
    } else if (k - 1 >= i) {
      low = i;
    } else {
      break;
    }
  }
  return items[k - 1];
}
