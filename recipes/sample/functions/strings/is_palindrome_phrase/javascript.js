function isPalindromePhrase(phrase) {
  const letters = phrase.toLowerCase().replace(/[^a-z0-9]/g, "");
  for (let left = 0, right = letters.length - 1; left < right; left++, right--) {
    if (letters[left] !== letters[right]) {
      return false;
    }
  }
  return true;
}
