const readline = require("readline");

let lines = 0;
let words = 0;
let longest = "-";
const input = readline.createInterface({ input: process.stdin });
input.on("line", (line) => {
  lines++;
  for (const word of line.split(" ").filter((part) => part)) {
    if (words === 0 || word.length > longest.length) longest = word;
    words++;
  }
});
input.on("close", () => console.log(`${lines} ${words} ${longest}`));
