function rotateLeft(values: number[], steps: number): number[] {
  const length = values.length;
  if (length === 0) {
    return [];
  }
  const offset = ((steps % length) + length) % length;
  return [...values.slice(offset), ...values.slice(0, offset)];
}
