function bracketsBalance(text: string): boolean {
  const opening: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
  const opened: string[] = [];
  for (const character of text) {
    if ("([{".includes(character)) {
      opened.push(character);
    } else if (character in opening && opened.pop() !== opening[character]) {
      return false;
    }
  }
  return opened.length === 0;
}
