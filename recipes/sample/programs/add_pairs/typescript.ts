import * as fs from "fs";

const lines: string[] = fs.readFileSync(0, "utf8").split("\n");
const n: number = parseInt(lines[0], 10);
let total = 0;
for (let i = 1; i <= n; i++) {
  const [a, b]: number[] = lines[i].split(" ").map(Number);
  console.log(a + b);
  total += a + b;
}
console.log(total);
