function caesarShift(text, shift) {
  return text.replace(/[a-zA-Z]/g, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    const moved = (letter.charCodeAt(0) - base + shift) % 26;
    return String.fromCharCode(((moved + 26) % 26) + base);
  });
}
