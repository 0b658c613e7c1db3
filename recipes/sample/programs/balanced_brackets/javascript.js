const fs = require("fs");
const [first, ...texts] = fs.readFileSync(0, "utf8").split("\n");
const pairs = { ")": "(", "]": "[", "}": "{" };

function isBalanced(text) {
  const opened = [];
  for (const character of text) {
    if (!(character in pairs)) opened.push(character);
    else if (opened.pop() !== pairs[character]) return false;
  }
  return opened.length === 0;
}

for (let i = 0; i < Number(first); i++) {
  console.log(isBalanced((texts[i] || "").trim()) ? "YES" : "NO");
}
