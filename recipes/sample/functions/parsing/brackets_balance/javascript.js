function bracketsBalance(text) {
  const opening = { ")": "(", "]": "[", "}": "{" };
  const opened = [];
  for (const character of text) {
    if ("([{".includes(character)) {
      opened.push(character);
    } else if (character in opening && opened.pop() !== opening[character]) {
      return false;
    }
  }
  return opened.length === 0;
}
