function groupByInitial(words) {
  const groups = new Map();
  for (const word of words) {
    if (!word) continue;
    const initial = word[0].toLowerCase();
    if (!groups.has(initial)) {
      groups.set(initial, []);
    }
    groups.get(initial).push(word);
  }
  return groups;
}
