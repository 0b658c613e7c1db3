function runLengthDecode(encoded) {
  const pieces = [];
  let digits = "";
  for (const character of encoded) {
    if (character >= "0" && character <= "9") {
      digits += character;
    } else {
      pieces.push(character.repeat(digits ? Number(digits) : 1));
      digits = "";
    }
  }
  return pieces.join("");
}
