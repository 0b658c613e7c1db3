import * as readline from "readline";

let lines = 0;
let words = 0;
let longest = "-";
const input: readline.Interface = readline.createInterface({ input: process.stdin });
input.on("line", (line: string) => {
  lines++;
  for (const word of line.split(" ").filter((part) => part !== "")) {
    if (words === 0 || word.length > longest.length) longest = word;
    words++;
  }
});
input.on("close", () => console.log(`${lines} ${words} ${longest}`));
