import * as fs from "node:fs";

const values: number[] = fs.readFileSync(0, "utf8").split("\n")[1].trim().split(" ").map(Number);
const best: number[] = [];
values.forEach((value: number, i: number) => {
  const before = best.filter((_: number, j: number) => values[j] < value);
  best.push(1 + Math.max(0, ...before));
});
process.stdout.write(`${Math.max(...best)}\n`);
