const [[rows, columns], ...matrix] = require("fs")
  .readFileSync("/dev/stdin", "utf8")
  .trim()
  .split("\n")
  .map((line) => line.trim().split(" ").map(Number));
const out = [];
for (let x = 0; x < columns; x++) {
  const line = [];
  for (let y = rows - 1; y >= 0; y--) line.push(matrix[y][x]);
  out.push(line.join(" "));
}
process.stdout.write(out.join("\n"));
