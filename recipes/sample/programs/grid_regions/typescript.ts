import { readFileSync } from "fs";

const lines: string[] = readFileSync(0, "utf8").split("\n");
const [rows, columns] = lines[0].split(" ").map(Number);
const grid: string[][] = lines.slice(1, rows + 1).map((line) => line.trim().split(""));

function fill(y: number, x: number): number {
  if (y < 0 || x < 0 || y >= rows || x >= columns || grid[y][x] !== "#") return 0;
  grid[y][x] = ".";
  return 1 + fill(y - 1, x) + fill(y + 1, x) + fill(y, x - 1) + fill(y, x + 1);
}

let regions = 0;
let largest = 0;
for (let y = 0; y < rows; y++) {
  for (let x = 0; x < columns; x++) {
    const size: number = fill(y, x);
    if (size > 0) regions++;
    largest = Math.max(largest, size);
  }
}
console.log(`${regions} ${largest}`);
