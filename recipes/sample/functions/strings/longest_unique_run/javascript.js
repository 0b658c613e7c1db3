function longestUniqueRun(text) {
  const lastSeen = new Map();
  let start = 0;
  let best = "";
  for (let index = 0; index < text.length; index++) {
    if (lastSeen.has(text[index])) {
      start = Math.max(start, lastSeen.get(text[index]) + 1);
    }
    lastSeen.set(text[index], index);
    if (index - start + 1 > best.length) {
      best = text.slice(start, index + 1);
    }
  }
  return best;
}
