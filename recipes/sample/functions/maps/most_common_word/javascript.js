function mostCommonWord(words) {
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  let best = "";
  for (const [word, count] of counts) {
    const leader = counts.get(best) ?? 0;
    if (count > leader || (count === leader && word < best)) {
      best = word;
    }
  }
  return best;
}
