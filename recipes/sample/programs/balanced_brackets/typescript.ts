import fs from "fs";

const lines: string[] = fs.readFileSync("/dev/stdin", "utf8").split("\n");
const pairs: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

const isBalanced = (text: string): boolean => {
  const opened: string[] = [];
  for (const character of text) {
    if (pairs[character] === undefined) opened.push(character);
    else if (opened.pop() !== pairs[character]) return false;
  }
  return opened.length === 0;
};

for (let i = 1; i <= Number(lines[0]); i++) {
  console.log(isBalanced((lines[i] ?? "").trim()) ? "YES" : "NO");
}
