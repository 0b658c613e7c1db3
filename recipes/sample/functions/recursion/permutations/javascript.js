function permutations(values) {
  if (values.length === 0) {
    return [[]];
  }
  return values.flatMap((value, index) => {
    const others = values.filter((_, position) => position !== index);
    return permutations(others).map((order) => [value, ...order]);
  });
}
