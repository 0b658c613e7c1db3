function areAnagrams(first, second) {
  const sortedLetters = (text) => [...text.toLowerCase().replaceAll(" ", "")].sort().join("");
  return sortedLetters(first) === sortedLetters(second);
}
