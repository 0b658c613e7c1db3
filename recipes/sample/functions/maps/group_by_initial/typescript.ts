function groupByInitial(words: string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    if (!word) continue;
    const initial = word[0].toLowerCase();
    const group = groups.get(initial);
    if (group) {
      group.push(word);
    } else {
      groups.set(initial, [word]);
    }
  }
  return groups;
}
