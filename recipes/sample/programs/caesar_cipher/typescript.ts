import * as readline from "readline";

const lines: string[] = [];
const input = readline.createInterface({ input: process.stdin, terminal: false });

function shift(letter: string, places: number): string {
  const base: number = letter < "a" ? 65 : 97;
  return String.fromCharCode(((((letter.charCodeAt(0) - base + places) % 26) + 26) % 26) + base);
}

input.on("line", (line: string) => lines.push(line));
input.on("close", () => {
  const places = parseInt(lines[0], 10);
  for (const line of lines.slice(1)) {
    console.log(line.replace(/[A-Za-z]/g, (letter) => shift(letter, places)));
  }
});
