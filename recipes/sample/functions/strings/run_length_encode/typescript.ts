function runLengthEncode(text: string): string {
  let encoded = "";
  let start = 0;
  for (let end = 1; end <= text.length; end++) {
    if (end === text.length || text[end] !== text[start]) {
      encoded += `${end - start}${text[start]}`;
      start = end;
    }
  }
  return encoded;
}
