function chunkList(values: number[], size: number): number[][] {
  const chunks: number[][] = [];
  if (size < 1) {
    return chunks;
  }
  for (let start = 0; start < values.length; start += size) {
    chunks.push(values.slice(start, start + size));
  }
  return chunks;
}
